import t from 'tap'
import { livePlaylist } from '../../examples/live-playlist.js'

const VOD = `#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-MAP:URI="init.mp4"
${Array.from({ length: 8 }, (_, index) => `#EXTINF:2.0,\ns-${index}.m4s`).join('\n')}
#EXT-X-ENDLIST
`

t.test('the window of segments moves with time, without end', async t => {
  t.equal(livePlaylist(VOD, 0), `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-MAP:URI="init.mp4"
${[0, 1, 2, 3, 4, 5].map(index => `#EXTINF:2.000000,\ns-${index}.m4s`).join('\n')}
`)
  t.match(livePlaylist(VOD, 3.9), /MEDIA-SEQUENCE:1\n.*SEQUENCE:0\n[^]*s-6\.m4s\n$/)
})

t.test('each segment keeps its media and discontinuity sequence numbers', async t => {
  const counted = new Map<number, string>()
  for (let seconds = 0; seconds < 100; seconds += 2) {
    const lines = livePlaylist(VOD, seconds).split('\n')
    let number = Number(lines.find(line => line.startsWith('#EXT-X-MEDIA-SEQUENCE'))?.split(':')[1])
    let discontinuities = Number(lines.find(line => line.startsWith('#EXT-X-DISCONTINUITY-SEQUENCE'))?.split(':')[1])
    for (const line of lines) {
      if (line === '#EXT-X-DISCONTINUITY') discontinuities++
      if (!line.startsWith('s-')) continue
      const is = `${line} after ${discontinuities}`
      t.equal(counted.get(number) ?? is, is)
      counted.set(number++, is)
    }
  }
  t.equal(counted.get(8), 's-0.m4s after 1')
})

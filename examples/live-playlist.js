// Makes a live stream from a video on demand (VOD): it repeats the segments as if each had just been produced.

const WINDOW = 6

/**
 * Composes the sliding-window playlist of an endlessly repeated VOD (RFC 8216 section 6.2.2): the last complete segments,
 * with a discontinuity where the VOD starts again.
 *
 * @param playlist of the VOD; all its segments have the same length
 * @param elapsedSeconds since the stream began
 */
export function livePlaylist (playlist, elapsedSeconds) {
  const segments = playlist.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('#'))
  const seconds = Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(playlist)[1])
  const [map] = /^#EXT-X-MAP:.*$/m.exec(playlist)
  // The first playlist already has a full window.
  const last = Math.floor(elapsedSeconds / seconds) + WINDOW - 1
  const first = last - WINDOW + 1
  // Discontinuities before the window; those inside it have their own tag.
  const gone = Math.max(Math.ceil(first / segments.length) - 1, 0)
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${seconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${gone}`,
    map
  ]
  for (let number = first; number <= last; number++) {
    if (number > 0 && number % segments.length === 0) lines.push('#EXT-X-DISCONTINUITY', map)
    lines.push(`#EXTINF:${seconds.toFixed(6)},`, segments[number % segments.length])
  }
  return lines.join('\n') + '\n'
}

// A live stream out of a film: its segments over and over, as if each came into being just now.

const WINDOW = 6

/**
 * Composes the rolling playlist of an endless repetition of a film (RFC 8216 section 6.2.2): the last segments
 * that are complete, with a discontinuity where the film begins anew.
 *
 * @param playlist the film's own, with segments of one length
 * @param elapsedSeconds since the stream began
 */
export function livePlaylist (playlist, elapsedSeconds) {
  const segments = playlist.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('#'))
  const seconds = Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(playlist)[1])
  const [map] = /^#EXT-X-MAP:.*$/m.exec(playlist)
  // A window is there from the first moment on.
  const last = Math.floor(elapsedSeconds / seconds) + WINDOW - 1
  const first = last - WINDOW + 1
  // Those whose segment is in the window stand there themselves.
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

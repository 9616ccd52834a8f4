import { Transform } from 'node:stream'
import type { FrameParser } from './frame-parser.js'

/** A Close frame with status 1001, going away (RFC 6455 section 7.4.1). */
export const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9])

/**
 * The same frame as a client sends it. The masking key has to be unpredictable only where others control the payload
 * (RFC 6455 section 10.3); this payload is constant.
 */
export const GOING_AWAY_MASKED = Buffer.from([0x88, 0x82, 0x01, 0x02, 0x03, 0x04, 0x02, 0xeb])

/**
 * Returns a stream that passes the current frame to its end, then sends a Close frame and drops everything after.
 *
 * @param frames has read all bytes that passed before
 * @param onSent called once the Close frame, ours or the peer's own, is on its way
 */
export function sendGoingAway (frames: FrameParser, onSent: () => void): Transform {
  let isClosed = false
  const stream = new Transform({
    transform (chunk: Buffer, _encoding, done) {
      if (!isClosed) {
        stream.push(chunk.subarray(0, frames.readFrame(chunk)))
        closeBetweenFrames()
      }
      done()
    }
  })
  closeBetweenFrames()
  return stream

  function closeBetweenFrames (): void {
    if (frames.isInsideFrame) return
    isClosed = true
    if (!frames.isClosing) stream.push(GOING_AWAY)
    onSent()
  }
}

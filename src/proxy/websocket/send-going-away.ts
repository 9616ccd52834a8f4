import { Transform } from 'node:stream'
import type { Frames } from './frame-parser.js'

/** A Close frame that says 1001, going away (RFC 6455 section 7.4.1). */
export const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9])

/**
 * The same as a client says it. The key only has to be unforeseeable where others chose the payload (RFC 6455
 * section 10.3), and this one is always the same.
 */
export const GOING_AWAY_MASKED = Buffer.from([0x88, 0x82, 0x01, 0x02, 0x03, 0x04, 0x02, 0xeb])

/**
 * Lets the frame in transit pass to its end, says that we are going away and drops all that comes after.
 *
 * @param frames has seen everything that passed before
 * @param said called when the Close frame, ours or the peer's own, is on its way
 */
export function sendGoingAway (frames: Frames, said: () => void): Transform {
  let isOver = false
  const passing = new Transform({
    transform (piece: Buffer, _encoding, done) {
      if (!isOver) {
        passing.push(piece.subarray(0, frames.finish(piece)))
        end()
      }
      done()
    }
  })
  end()
  return passing

  function end (): void {
    if (frames.isAmid) return
    isOver = true
    if (!frames.isClosing) passing.push(GOING_AWAY)
    said()
  }
}

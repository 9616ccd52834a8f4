import { Transform } from 'node:stream'
import type { Rewriter } from './rewriter.js'

/**
 * A rewriter as a stream. One byte is one character in both directions, so that what is not touched cannot
 * change. From the first piece on that is no text, NULs or what is not UTF-8, everything passes as it is.
 */
export function rewriting (rewriter: Rewriter): Transform {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let sound = true

  function take (piece: Buffer): Buffer {
    if (!sound) return piece
    if (isText(piece)) return Buffer.from(rewriter.write(piece.toString('latin1')), 'latin1')
    sound = false
    return Buffer.concat([Buffer.from(rewriter.giveUp(), 'latin1'), piece])
  }

  function isText (piece: Buffer): boolean {
    if (piece.includes(0)) return false
    try {
      utf8.decode(piece, { stream: true })
      return true
    } catch {
      return false
    }
  }

  return new Transform({
    transform (piece: Buffer, _encoding, done) { settle(done, () => take(piece)) },
    flush (done) { settle(done, () => sound ? Buffer.from(rewriter.end(), 'latin1') : Buffer.alloc(0)) }
  })
}

function settle (done: (error: Error | null, piece?: Buffer) => void, make: () => Buffer): void {
  let piece: Buffer
  try {
    piece = make()
  } catch (error) {
    return done(error as Error)
  }
  done(null, piece)
}

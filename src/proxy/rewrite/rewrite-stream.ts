import { Transform } from 'node:stream'

/** Rewrites a text that arrives in chunks. Each character is one byte. */
export interface Rewriter {
  /** Throws a `Fault` when only aborting keeps a token from being sent to another host. */
  readonly write: (text: string) => string
  /** Returns the rest at the end of the text. */
  readonly end: () => string
  /** Returns the rest unchanged, when the content turns out to be no text. To be called last. */
  readonly abandon: () => string
}

/**
 * Returns a rewriter as a stream. One byte is one character in both directions, so that everything else stays byte for
 * byte. From the first chunk on that is no text, because it contains a NUL or is not UTF-8, everything passes unchanged.
 */
export function rewriteStream (rewriter: Rewriter): Transform {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let isTextSoFar = true

  function rewrite (chunk: Buffer): Buffer {
    if (!isTextSoFar) return chunk
    if (isText(chunk)) return Buffer.from(rewriter.write(chunk.toString('latin1')), 'latin1')
    isTextSoFar = false
    return Buffer.concat([Buffer.from(rewriter.abandon(), 'latin1'), chunk])
  }

  function isText (chunk: Buffer): boolean {
    if (chunk.includes(0)) return false
    try {
      utf8.decode(chunk, { stream: true })
      return true
    } catch {
      return false
    }
  }

  return new Transform({
    transform (chunk: Buffer, _encoding, done) { finish(done, () => rewrite(chunk)) },
    flush (done) { finish(done, () => isTextSoFar ? Buffer.from(rewriter.end(), 'latin1') : Buffer.alloc(0)) }
  })
}

function finish (done: (error: Error | null, chunk?: Buffer) => void, make: () => Buffer): void {
  let chunk: Buffer
  try {
    chunk = make()
  } catch (error) {
    return done(error as Error)
  }
  done(null, chunk)
}

import { pino, type DestinationStream } from 'pino'

/** Maximum size of the buffer; further lines are dropped. */
const BUFFER_BYTES_MAX = 4 * 1024 * 1024

/** The standard output of the log. */
export interface LogSink {
  readonly destination: DestinationStream
  /**
   * Resolves to true when everything has been written or the reader is gone, and to false if `deadline` resolves
   * first: a thread of this process is then stuck in a write. Lines written after this call are dropped.
   */
  readonly close: (deadline: Promise<unknown>) => Promise<boolean>
}

/** Opens standard output for a log. A reader that is gone or does not read never blocks the process. */
export function openLogSink (): LogSink {
  const destination = pino.destination({ dest: 1, sync: false, maxLength: BUFFER_BYTES_MAX })
  let closed = false
  // pino ignores the error of a closed pipe and writes no more.
  const readerGone = new Promise<boolean>(resolve => { destination.on('error', () => { resolve(true) }) })
  return {
    destination: { write: line => { if (!closed) destination.write(line) } },
    close: async deadline => {
      closed = true
      const written = new Promise<boolean>(resolve => { destination.once('close', () => { resolve(true) }) })
      destination.end()
      const isClosed = await Promise.race([written, readerGone, deadline.then(() => false)])
      // Otherwise pino would retry the write, without end, when the process exits.
      destination.destroy()
      return isClosed
    }
  }
}

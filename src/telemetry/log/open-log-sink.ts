import { pino, type DestinationStream } from 'pino'

/** What may wait for a reader at most; lines beyond it are dropped. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024

/** Standard output as the log writes to it. */
export interface LogSink {
  readonly destination: DestinationStream
  /**
   * Resolves to true when everything has been written or nobody is there to read it; to false when there was
   * no hope for it: a thread of this process is then stuck in writing. What is written afterwards is dropped.
   */
  readonly close: (whenHopeless: Promise<unknown>) => Promise<boolean>
}

/** Opens standard output for a log. A reader that has gone, or takes nothing, keeps nobody from working. */
export function openLogSink (): LogSink {
  const destination = pino.destination({ dest: 1, sync: false, maxLength: WAITING_BYTES_MAX })
  let closed = false
  // pino has seen to it that a reader that is gone is no fault; then nothing is ever written any more.
  const readerGone = new Promise<boolean>(resolve => { destination.on('error', () => { resolve(true) }) })
  return {
    destination: { write: line => { if (!closed) destination.write(line) } },
    close: async whenHopeless => {
      closed = true
      const written = new Promise<boolean>(resolve => { destination.once('close', () => { resolve(true) }) })
      destination.end()
      const isOver = await Promise.race([written, readerGone, whenHopeless.then(() => false)])
      // Otherwise it would be tried again, waiting for ever, as the process exits.
      destination.destroy()
      return isOver
    }
  }
}

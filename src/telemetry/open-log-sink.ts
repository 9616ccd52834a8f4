import { pino, type DestinationStream } from 'pino'

/** What may wait for a reader at most; lines beyond it are dropped. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024

/** Standard output as the log writes to it. */
export interface LogSink {
  readonly destination: DestinationStream
  /** Resolves when everything has been written, or when there is no hope for it. What is written afterwards is dropped. */
  readonly close: (whenHopeless: Promise<unknown>) => Promise<void>
}

/** Opens standard output for a log. A reader that has gone, or takes nothing, keeps nobody from working. */
export function openLogSink (): LogSink {
  const destination = pino.destination({ dest: 1, sync: false, maxLength: WAITING_BYTES_MAX })
  let closed = false
  return {
    destination: { write: line => { if (!closed) destination.write(line) } },
    close: async whenHopeless => {
      const written = new Promise<void>(resolve => { destination.once('close', resolve) })
      closed = true
      destination.end()
      await Promise.race([written, whenHopeless])
      // Otherwise it would be tried again, waiting for ever, as the process exits.
      destination.destroy()
    }
  }
}

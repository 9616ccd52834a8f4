import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../../config/config.js'
import { openLogSink } from '../../telemetry/log/open-log-sink.js'
import { openLog, type Log } from '../../telemetry/log/open-log.js'

/** How long the last lines of the log may take to be written. */
const LAST_LINES_MS = 500
/** The same when somebody does not want to wait. */
const AT_ONCE_MS = 100
/** What a process ends with that a signal ended: 128 and the number of the signal. */
const ENDED_BY = { SIGTERM: 143, SIGINT: 130 } as const

type Signal = keyof typeof ENDED_BY

export const SIGNALS = Object.keys(ENDED_BY) as Signal[]

/** Ends the process, once the log was written; as if killed when the time for that is over. Returns at once. */
export type Exit = (code: number, lastLinesMs?: number) => void

/** Something that can be ended in good order. */
export interface Running {
  readonly drain: () => void
  readonly stop: (graceMs: number) => Promise<unknown>
}

/**
 * Opens the log of this process, and the way to end with all of it written. An error that nobody caught is
 * logged and ends the process with 1: nobody knows what it left behind.
 *
 * @param fields on every line
 */
export function openProcessLog ({ level }: Config['log'], fields: object = {}): { log: Log, exit: Exit } {
  const sink = openLogSink()
  const log = openLog({ level, destination: sink.destination }).child(fields)
  const exit: Exit = (code, lastLinesMs = LAST_LINES_MS) => {
    sink.close(wait(lastLinesMs)).then(isWritten => {
      // Exiting waits for the thread that writes, which waits for a reader that does not read.
      if (!isWritten) process.kill(process.pid, 'SIGKILL')
      process.exit(code)
    }, () => process.exit(code))
  }
  const end = (err: unknown): void => {
    log.fatal({ err }, 'uncaught error: exiting')
    exit(1)
  }
  process.once('uncaughtException', end)
  process.once('unhandledRejection', end)
  return { log, exit }
}

/**
 * Has the first SIGTERM or SIGINT end what runs, and the process with 0; a second one ends it at once.
 *
 * @param running undefined as long as nobody was served
 */
export function endOnSignals ({ stopping: { delayMs, graceMs }, running, log, exit }: {
  stopping: Config['stopping']
  running: () => Running | undefined
  log: Log
  exit: Exit
}): void {
  let ending = false
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (ending) return exit(ENDED_BY[signal], AT_ONCE_MS)
      ending = true
      end(signal).then(() => { exit(0) }, (err: unknown) => {
        log.fatal({ err }, 'failed to stop')
        exit(1)
      })
    })
  }

  async function end (signal: Signal): Promise<void> {
    const gate = running()
    if (gate === undefined) return
    gate.drain()
    // Whoever sits at a terminal has no load balancer to wait for.
    const waitMs = signal === 'SIGTERM' ? delayMs : 0
    log.info({ event: 'draining', signal, delayMs: waitMs, graceMs }, 'draining')
    await wait(waitMs)
    await gate.stop(graceMs)
  }
}

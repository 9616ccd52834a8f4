import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../../config/config.js'
import { openLogSink } from '../../telemetry/log/open-log-sink.js'
import { openLog, type Log } from '../../telemetry/log/open-log.js'

/** Timeout of writing the last log lines. */
const LOG_FLUSH_MS = 500
/** The same after a second signal. */
const LOG_FLUSH_SHORT_MS = 100
/** Exit code after a second signal: 128 plus the number of the signal. */
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const

type Signal = keyof typeof EXIT_CODES

export const SIGNALS = Object.keys(EXIT_CODES) as Signal[]

/** Exits when the log has been written; kills the process if that takes longer than `flushMs`. Returns immediately. */
export type Exit = (code: number, flushMs?: number) => void

/** A gate that can be shut down gracefully. */
export interface Running {
  readonly drain: () => void
  readonly stop: (graceMs: number) => Promise<unknown>
}

/**
 * Opens the log of this process, and `exit`, which writes the log completely before the process exits. An uncaught
 * error is logged, and the process exits with 1, because its state is undefined.
 *
 * @param fields added to every line
 */
export function openProcessLog ({ level }: Config['log'], fields: object = {}): { log: Log, exit: Exit } {
  const sink = openLogSink()
  const log = openLog({ level, destination: sink.destination }).child(fields)
  const exit: Exit = (code, flushMs = LOG_FLUSH_MS) => {
    sink.close(wait(flushMs)).then(isWritten => {
      // process.exit would wait for the writing thread, which waits for a reader that does not read.
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
 * Shuts down gracefully on the first SIGTERM or SIGINT and exits with 0; a second signal exits immediately.
 *
 * @param running undefined until the gate serves
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
      if (ending) return exit(EXIT_CODES[signal], LOG_FLUSH_SHORT_MS)
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
    // SIGINT comes from a terminal, where there is no load balancer to wait for.
    const waitMs = signal === 'SIGTERM' ? delayMs : 0
    log.info({ event: 'draining', signal, delayMs: waitMs, graceMs }, 'draining')
    await wait(waitMs)
    await gate.stop(graceMs)
  }
}

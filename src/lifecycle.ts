import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { build, type App } from './app.js'
import type { Config } from './config/config.js'
import type { Clock } from './domain/clock.js'
import { openLog, type Log } from './telemetry/open-log.js'
import { openLogSink } from './telemetry/open-log-sink.js'

/** How long the last lines of the log may take to be written. */
const LAST_LINES_MS = 500
/** What a process ends with that a signal ended: 128 and the number of the signal. */
const ENDED_BY = { SIGTERM: 143, SIGINT: 130 } as const

type Signal = keyof typeof ENDED_BY

/** Ends the process, once the log was written or the time for it is over. Returns at once. */
type Exit = (code: number, lastLinesMs?: number) => void

const systemClock: Clock = {
  nowMs: () => performance.now(),
  every: (intervalMs, task) => {
    const timer = setInterval(task, intervalMs)
    timer.unref()
    return () => { clearInterval(timer) }
  }
}

/**
 * Runs a gate until a signal ends it: the first SIGTERM or SIGINT lets what runs finish and exits with 0, a
 * second one exits at once. An error that nobody caught is logged and ends the process with 1: nobody knows
 * what it left behind. Resolves when the gate listens; rejects when it cannot, with everything given up again.
 *
 * @param version of the program, for build_info and the log
 */
export async function run (config: Config, { version }: { version: string }): Promise<void> {
  const sink = openLogSink()
  const log = openLog({ level: config.log.level, destination: sink.destination })
  const exit: Exit = (code, lastLinesMs = LAST_LINES_MS) => {
    sink.close(wait(lastLinesMs)).finally(() => process.exit(code)).catch(() => {})
  }
  endOnUncaught({ log, exit })
  const gate: { app?: App } = {}
  endOnSignals({ config, gate, log, exit })
  gate.app = await build(config, { clock: systemClock, randomBytes, random: Math.random, log, version })
  await gate.app.start()
}

function endOnUncaught ({ log, exit }: { log: Log, exit: Exit }): void {
  const end = (err: unknown): void => {
    log.fatal({ err }, 'an error that nobody caught: the process ends')
    exit(1)
  }
  process.once('uncaughtException', end)
  process.once('unhandledRejection', end)
}

function endOnSignals ({ config, gate, log, exit }: { config: Config, gate: { readonly app?: App }, log: Log, exit: Exit }): void {
  const { delayMs, graceMs } = config.stopping
  let ending = false
  for (const signal of Object.keys(ENDED_BY) as Signal[]) {
    process.on(signal, () => {
      if (ending) return exit(ENDED_BY[signal], 0)
      ending = true
      end(signal).then(() => { exit(0) }, (err: unknown) => {
        log.fatal({ err }, 'could not stop')
        exit(1)
      })
    })
  }

  async function end (signal: Signal): Promise<void> {
    // Otherwise nobody was served yet.
    const { app } = gate
    if (app === undefined) return
    app.drain()
    // Whoever sits at a terminal has no load balancer to wait for.
    const waitMs = signal === 'SIGTERM' ? delayMs : 0
    log.info({ event: 'draining', signal, delayMs: waitMs, graceMs }, 'draining')
    await wait(waitMs)
    await app.stop(graceMs)
  }
}

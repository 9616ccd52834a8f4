import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { build } from './app.js'
import type { Config } from './config/config.js'
import type { Clock } from './domain/clock.js'
import { openLog } from './telemetry/open-log.js'

/** How long running answers may take to finish after the first signal. */
export const DRAIN_GRACE_MS = 25_000

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
 * second one exits at once. Resolves when it listens; rejects when it cannot, with everything given up again.
 *
 * @param version of the program, for build_info and the log
 */
export async function run (config: Config, { version }: { version: string }): Promise<void> {
  const log = openLog({ level: config.log.level })
  const app = await build(config, { clock: systemClock, randomBytes, random: Math.random, log, version })
  await app.start()

  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    app.stop(DRAIN_GRACE_MS).then(() => process.exit(0), (error: unknown) => {
      log.fatal({ err: error }, 'could not stop')
      process.exit(1)
    })
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

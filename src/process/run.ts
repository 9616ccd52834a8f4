import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { build } from '../app/build.js'
import type { App } from '../app/runtime.js'
import type { Config } from '../config/config.js'
import { endOnSignals, openProcessLog } from './runtime/end-process.js'
import { systemClock } from './runtime/system-clock.js'
import { serveAsWorker } from './workers/serve-as-worker.js'
import { superviseWorkers } from './workers/supervise-workers.js'
import { readWorkerIdentity } from './workers/worker-identity.js'

/**
 * Runs a gate until a signal ends it: on the first SIGTERM or SIGINT it finishes what is in progress and exits with 0,
 * on a second one it exits immediately. Resolves when the gate listens; rejects if it cannot, with all resources
 * released. With several workers this process is the primary or one of the workers.
 *
 * @param version of the program, for build_info and the log
 */
export async function run (config: Config, { version }: { version: string }): Promise<void> {
  const worker = readWorkerIdentity(process.env)
  if (worker !== undefined) return await serveAsWorker({ config, version, worker })
  const count = config.workers === 'auto' ? availableParallelism() : config.workers
  if (count > 1) return await superviseWorkers({ config, version, count })
  await serveAlone({ config, version })
}

async function serveAlone ({ config, version }: { config: Config, version: string }): Promise<void> {
  const { log, exit } = openProcessLog(config.log)
  const gate: { app?: App } = {}
  endOnSignals({ stopping: config.stopping, running: () => gate.app, log, exit })
  gate.app = await build(config, { clock: systemClock, randomBytes, random: Math.random, log, version })
  await gate.app.start()
}

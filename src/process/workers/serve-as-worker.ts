import { randomBytes } from 'node:crypto'
import { build } from '../../app/build.js'
import type { App } from '../../app/runtime.js'
import type { Config } from '../../config/config.js'
import { measureProcess } from '../../telemetry/process/measure-process.js'
import { openProcessLog, SIGNALS } from '../runtime/end-process.js'
import { systemClock } from '../runtime/system-clock.js'
import type { FromWorker, ToWorker } from './messages.js'
import { reportToPrimary } from './report-to-primary.js'
import { takeFromPrimary } from './take-from-primary.js'
import type { WorkerIdentity } from './worker-identity.js'

/** Runs a gate as one of several workers, which ends when the primary says so or is gone. */
export async function serveAsWorker ({ config, version, worker: { place, gateId } }: { config: Config, version: string, worker: WorkerIdentity }): Promise<void> {
  const { log, exit } = openProcessLog(config.log, { worker: place })
  // A terminal signals the whole group; what is to be done with it the primary says.
  for (const signal of SIGNALS) process.on(signal, () => {})
  let ending = false
  process.on('disconnect', () => {
    // Told to end, it may have been waiting for answers to finish: whoever gave them the time has none any more.
    if (!ending) log.error('the primary process is gone: this worker exits')
    exit(1)
  })
  const onMessage = (listener: (message: ToWorker, handle: unknown) => void): void => { process.on('message', listener) }
  const runtime = { clock: systemClock, randomBytes, random: Math.random, log, version, gateId }
  const gate: { app?: App } = {}
  onMessage(message => {
    if (message.type === 'drain') gate.app?.drain()
    else if (message.type === 'stop') stop(message.graceMs).then(() => { exit(0) }, fail)
  })
  try {
    const clients = takeFromPrimary({ at: config.listen, send, onMessage })
    gate.app = await build(config, runtime, reportToPrimary({ send, onMessage, measured: measureProcess() }), clients)
    await gate.app.start()
  } catch (error) {
    fail(error)
  }

  async function stop (graceMs: number): Promise<void> {
    ending = true
    send({ type: 'stopped', cut: await gate.app?.stop(graceMs) ?? 0 })
  }

  function fail (error: unknown): void {
    ending = true
    send({ type: 'failed', why: error instanceof Error ? error.message : String(error) })
    exit(1)
  }
}

/** Says something to the primary; to nobody when it is gone, which ends this process anyway. */
function send (message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

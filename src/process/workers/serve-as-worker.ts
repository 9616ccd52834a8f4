import { randomBytes } from 'node:crypto'
import { build } from '../../app/build.js'
import type { App } from '../../app/runtime.js'
import type { Config } from '../../config/config.js'
import { measureProcess } from '../../telemetry/process/measure-process.js'
import { openProcessLog, SIGNALS } from '../runtime/end-process.js'
import { systemClock } from '../runtime/system-clock.js'
import { receiveConnections } from './receive-connections.js'
import { reportToPrimary } from './report-to-primary.js'
import type { WorkerIdentity } from './worker-identity.js'
import type { FromWorker, ToWorker } from './worker-messages.js'

/** Runs a gate as one of several workers. It ends when the primary sends `stop` or exits. */
export async function serveAsWorker ({ config, version, worker: { slot, gateId } }: { config: Config, version: string, worker: WorkerIdentity }): Promise<void> {
  const { log, exit } = openProcessLog(config.log, { worker: slot })
  // A terminal sends its signals to the whole process group; a worker ignores them and waits for the primary.
  for (const signal of SIGNALS) process.on(signal, () => {})
  let ending = false
  process.on('disconnect', () => {
    // Also while this worker waits for responses to finish: the primary that allowed the time is gone.
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
    const connections = receiveConnections({ at: config.listen, send, onMessage })
    gate.app = await build(config, runtime, reportToPrimary({ send, onMessage, measured: measureProcess() }), connections)
    await gate.app.start()
  } catch (error) {
    fail(error)
  }

  async function stop (graceMs: number): Promise<void> {
    ending = true
    send({ type: 'stopped', aborted: await gate.app?.stop(graceMs) ?? 0 })
  }

  function fail (error: unknown): void {
    ending = true
    send({ type: 'failed', why: error instanceof Error ? error.message : String(error) })
    exit(1)
  }
}

/** Sends a message to the primary. Does nothing if the primary is gone, which ends this process anyway. */
function send (message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

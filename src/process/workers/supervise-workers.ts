import { randomBytes } from 'node:crypto'
import { adminListener } from '../../app/admin-listener.js'
import type { Config } from '../../config/config.js'
import type { Readiness } from '../../http/endpoint/admin-endpoint.js'
import { aggregateGauges } from '../../telemetry/exposition/aggregate-gauges.js'
import { openEvents } from '../../telemetry/log/open-events.js'
import { mergeMeters } from '../../telemetry/metrics/merge-meters.js'
import { openMeters, type ReadMeters } from '../../telemetry/metrics/meters.js'
import { observeConnections } from '../../telemetry/observe/observe-connections.js'
import { observeRefusals } from '../../telemetry/observe/observe-refusals.js'
import { fillWithMergedProcesses } from '../../telemetry/process/fill-with-merged-processes.js'
import { measureProcess } from '../../telemetry/process/measure-process.js'
import { mergeMetricFamilies } from '../../telemetry/process/merge-metric-families.js'
import type { MetricFamily } from '../../telemetry/process/metric-family.js'
import { endOnSignals, openProcessLog, type Running } from '../runtime/end-process.js'
import { systemClock } from '../runtime/system-clock.js'
import { adminByPool } from './admin-by-pool.js'
import { mergeReadiness } from './merge-readiness.js'
import { openPort, type Port } from './open-port.js'
import { WorkerPool } from './worker-pool.js'

/**
 * Runs `count` workers, each a whole gate, hands over to them what connects to the one port, and answers the
 * operator for all of them: what they count is told as one, what a dead one had counted included.
 */
export async function superviseWorkers ({ config, version, count }: { config: Config, version: string, count: number }): Promise<void> {
  const { log, exit } = openProcessLog(config.log)
  const clock = systemClock
  const events = openEvents({ log, tokenKey: config.streams.tokenKey, clock })
  const measured = measureProcess()
  const own = openMeters()
  // What the dead had counted, so that no counter ever goes back.
  let gone: { meters: readonly ReadMeters[], families: ReadonlyArray<readonly MetricFamily[]> } = { meters: [], families: [] }
  const merged: { meters: ReadMeters, families: readonly MetricFamily[] } = { meters: mergeMeters({ living: [] }), families: [] }
  const { refused } = observeConnections({ meters: own, events })
  let state: 'starting' | 'ok' | 'draining' = 'starting'

  const pool = new WorkerPool({
    clock,
    gateId: randomBytes(6).toString('hex'),
    observe: {
      started: (worker, pid) => { events.workerStarted({ worker, pid }) },
      silent: worker => { events.workerUnresponsive({ worker }) },
      letGo: () => { refused('dropped') },
      lost: (worker, how, last) => {
        own.workers_lost_total++
        events.workerLost({ worker, how })
        if (last === undefined) return
        gone = {
          meters: [mergeMeters({ living: [], others: [...gone.meters, last.meters] })],
          families: [mergeMetricFamilies({ living: [], others: [...gone.families, last.families] })]
        }
      }
    }
  })
  const onFault = (error: unknown): void => { events.fault({ error }) }
  const open = adminListener({
    admin: config.admin,
    clock,
    fillWithProcess: fillWithMergedProcesses({ measured, read: () => merged.families }),
    gather,
    store: config.redis?.mode ?? 'memory',
    version,
    nodeVersion: process.version
  })
  const asked = aggregateGauges(() => pool.snapshots.map(({ asked = {} }) => asked))
  const operator = open({ meters: merged.meters, asked, readiness, streams: adminByPool(pool) }, { events, onFault, ...observeRefusals(own) })
  let port: Port | undefined
  let running: Running | undefined
  endOnSignals({ stopping: config.stopping, running: () => running, log, exit })

  try {
    await operator.start()
    running = { drain, stop }
    await pool.start(count)
    // Only now, so that nobody is let in before somebody serves.
    port = await openPort({ ...config.listen, onConnection: socket => { pool.handOff(socket) }, onFault })
    if (state === 'starting') state = 'ok'
    operator.announce(port.at)
  } catch (error) {
    await stop(0)
    throw error
  }

  async function gather (): Promise<void> {
    const [families] = await Promise.all([measured.read(), pool.ask()])
    const living = pool.snapshots
    merged.families = mergeMetricFamilies({ living: [families, ...living.map(snapshot => snapshot.families)], others: gone.families })
    Object.assign(merged.meters, mergeMeters({ living: [own, ...living.map(({ meters }) => meters)], others: gone.meters }))
  }

  async function readiness (): Promise<Readiness> {
    await pool.ask()
    const { ready, parts } = mergeReadiness(pool.snapshots.flatMap(({ readiness }) => readiness ?? []), pool.size)
    return { ready: ready && state === 'ok', parts: { ...parts, gate: state } }
  }

  function drain (): void {
    state = 'draining'
    pool.drain()
  }

  async function stop (graceMs: number): Promise<void> {
    drain()
    await port?.close()
    const cut = await pool.stop(graceMs)
    await operator.stop()
    events.stopped({ aborted: cut })
  }
}

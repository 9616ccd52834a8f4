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
import { measureProcess } from '../../telemetry/process/measure-process.js'
import { mergeMetricFamilies } from '../../telemetry/process/merge-metric-families.js'
import type { MetricFamily } from '../../telemetry/process/metric-family.js'
import { registerMergedProcesses } from '../../telemetry/process/register-merged-processes.js'
import { endOnSignals, openProcessLog, type Running } from '../runtime/end-process.js'
import { systemClock } from '../runtime/system-clock.js'
import { mergeReadiness } from './merge-readiness.js'
import { openPort, type Port } from './open-port.js'
import { pooledAdminStreams } from './pooled-admin-streams.js'
import { WorkerPool } from './worker-pool.js'

/**
 * Runs `count` workers, each a complete gate. This primary process accepts connections on the one port, hands them
 * to the workers and serves the admin listener for all of them. It exposes their metrics as one, including the
 * counters of workers that have exited.
 */
export async function superviseWorkers ({ config, version, count }: { config: Config, version: string, count: number }): Promise<void> {
  const { log, exit } = openProcessLog(config.log)
  const clock = systemClock
  const events = openEvents({ log, tokenKey: config.streams.tokenKey, clock })
  const measured = measureProcess()
  const own = openMeters()
  // The counters of workers that have exited, so that no counter ever decreases.
  let exited: { meters: readonly ReadMeters[], families: ReadonlyArray<readonly MetricFamily[]> } = { meters: [], families: [] }
  const merged: { meters: ReadMeters, families: readonly MetricFamily[] } = { meters: mergeMeters({ live: [] }), families: [] }
  const { refused } = observeConnections({ meters: own, events })
  let state: 'starting' | 'ok' | 'draining' = 'starting'

  const pool = new WorkerPool({
    clock,
    gateId: randomBytes(6).toString('hex'),
    observe: {
      started: (worker, pid) => { events.workerStarted({ worker, pid }) },
      unresponsive: worker => { events.workerUnresponsive({ worker }) },
      dropped: () => { refused('dropped') },
      exited: (worker, how, last) => {
        own.workers_lost_total++
        events.workerLost({ worker, how })
        if (last === undefined) return
        exited = {
          meters: [mergeMeters({ live: [], exited: [...exited.meters, last.meters] })],
          families: [mergeMetricFamilies({ live: [], exited: [...exited.families, last.families] })]
        }
      }
    }
  })
  const onFault = (error: unknown): void => { events.fault({ error }) }
  const open = adminListener({
    admin: config.admin,
    clock,
    registerProcess: registerMergedProcesses({ measured, read: () => merged.families }),
    gather,
    store: config.redis?.mode ?? 'memory',
    version,
    nodeVersion: process.version
  })
  const gauges = aggregateGauges(() => pool.snapshots.map(({ gauges = {} }) => gauges))
  const admin = open({ meters: merged.meters, gauges, readiness, streams: pooledAdminStreams(pool) }, { events, onFault, ...observeRefusals(own) })
  let port: Port | undefined
  let running: Running | undefined
  endOnSignals({ stopping: config.stopping, running: () => running, log, exit })

  try {
    await admin.start()
    running = { drain, stop }
    await pool.start(count)
    // Last, so that no connection is accepted before a worker is ready.
    port = await openPort({ ...config.listen, onConnection: socket => { pool.handOff(socket) }, onFault })
    if (state === 'starting') state = 'ok'
    admin.announce(port.at)
  } catch (error) {
    await stop(0)
    throw error
  }

  async function gather (): Promise<void> {
    const [families] = await Promise.all([measured.read(), pool.refresh()])
    const live = pool.snapshots
    merged.families = mergeMetricFamilies({ live: [families, ...live.map(snapshot => snapshot.families)], exited: exited.families })
    Object.assign(merged.meters, mergeMeters({ live: [own, ...live.map(({ meters }) => meters)], exited: exited.meters }))
  }

  async function readiness (): Promise<Readiness> {
    await pool.refresh()
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
    const aborted = await pool.stop(graceMs)
    await admin.stop()
    events.stopped({ aborted })
  }
}

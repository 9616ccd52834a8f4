import { randomBytes } from 'node:crypto'
import { operatorListener } from '../../app/operator-listener.js'
import type { Config } from '../../config/config.js'
import type { Readiness } from '../../http/endpoint/admin-endpoint.js'
import { mergeAsked } from '../../telemetry/exposition/merge-asked.js'
import { openEvents } from '../../telemetry/log/open-events.js'
import { mergeMeters } from '../../telemetry/metrics/merge-meters.js'
import { openMeters, type ReadMeters } from '../../telemetry/metrics/meters.js'
import { observeConnections } from '../../telemetry/observe/observe-connections.js'
import { observeRefusals } from '../../telemetry/observe/observe-refusals.js'
import { fillWithMergedProcesses } from '../../telemetry/process/fill-with-merged-processes.js'
import { measureProcess } from '../../telemetry/process/measure-process.js'
import { mergeProcessFamilies } from '../../telemetry/process/merge-process-families.js'
import type { ProcessFamily } from '../../telemetry/process/process-family.js'
import { endOnSignals, openProcessLog, type Running } from '../runtime/end-process.js'
import { systemClock } from '../runtime/system-clock.js'
import { Crew } from './crew.js'
import { mergeReadiness } from './merge-readiness.js'
import { openPort, type Port } from './open-port.js'
import { operateByCrew } from './operate-by-crew.js'

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
  let gone: { meters: readonly ReadMeters[], families: ReadonlyArray<readonly ProcessFamily[]> } = { meters: [], families: [] }
  const merged: { meters: ReadMeters, families: readonly ProcessFamily[] } = { meters: mergeMeters({ living: [] }), families: [] }
  const { turnedAway } = observeConnections({ meters: own, events })
  let state: 'starting' | 'ok' | 'draining' = 'starting'

  const crew = new Crew({
    clock,
    gateId: randomBytes(6).toString('hex'),
    observe: {
      started: (worker, pid) => { events.workerStarted({ worker, pid }) },
      silent: worker => { events.workerUnresponsive({ worker }) },
      letGo: () => { turnedAway('dropped') },
      lost: (worker, how, last) => {
        own.workers_lost_total++
        events.workerLost({ worker, how })
        if (last === undefined) return
        gone = {
          meters: [mergeMeters({ living: [], others: [...gone.meters, last.meters] })],
          families: [mergeProcessFamilies({ living: [], others: [...gone.families, last.families] })]
        }
      }
    }
  })
  const onFault = (error: unknown): void => { events.fault({ error }) }
  const open = operatorListener({
    admin: config.admin,
    clock,
    fillWithProcess: fillWithMergedProcesses({ measured, read: () => merged.families }),
    gather,
    store: config.redis?.mode ?? 'memory',
    version,
    nodeVersion: process.version
  })
  const asked = mergeAsked(() => crew.snapshots.map(({ asked = {} }) => asked))
  const operator = open({ meters: merged.meters, asked, readiness, operate: operateByCrew(crew) }, { events, onFault, ...observeRefusals(own) })
  let port: Port | undefined
  let running: Running | undefined
  endOnSignals({ stopping: config.stopping, running: () => running, log, exit })

  try {
    await operator.start()
    running = { drain, stop }
    await crew.start(count)
    // Only now, so that nobody is let in before somebody serves.
    port = await openPort({ ...config.listen, onConnection: socket => { crew.handOver(socket) }, onFault })
    if (state === 'starting') state = 'ok'
    operator.announce(port.at)
  } catch (error) {
    await stop(0)
    throw error
  }

  async function gather (): Promise<void> {
    const [families] = await Promise.all([measured.read(), crew.ask()])
    const living = crew.snapshots
    merged.families = mergeProcessFamilies({ living: [families, ...living.map(snapshot => snapshot.families)], others: gone.families })
    Object.assign(merged.meters, mergeMeters({ living: [own, ...living.map(({ meters }) => meters)], others: gone.meters }))
  }

  async function readiness (): Promise<Readiness> {
    await crew.ask()
    const { ready, parts } = mergeReadiness(crew.snapshots.flatMap(({ readiness }) => readiness ?? []), crew.size)
    return { ready: ready && state === 'ok', parts: { ...parts, gate: state } }
  }

  function drain (): void {
    state = 'draining'
    crew.drain()
  }

  async function stop (graceMs: number): Promise<void> {
    drain()
    await port?.close()
    const cut = await crew.stop(graceMs)
    await operator.stop()
    events.stopped({ aborted: cut })
  }
}

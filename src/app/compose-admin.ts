import type { Config } from '../config/config.js'
import { adminStreams } from '../domain/lease/admin-streams.js'
import type { Readiness } from '../http/endpoint/admin-endpoint.js'
import { gateGauges } from '../telemetry/exposition/gate-gauges.js'
import { publicId } from '../telemetry/log/public-id.js'
import { measureMemoryMax } from '../telemetry/process/measure-memory-max.js'
import { certificateExpiries } from './certificate-expiries.js'
import type { Rules } from './compose-rules.js'
import type { GateObserver } from './observe-gate.js'
import type { Admin, OpenAdmin } from './open-admin.js'
import type { Telemetry } from './open-telemetry.js'
import type { Runtime } from './runtime.js'

/** What a gate is doing, as `/readyz` reports it. */
export type GateState = 'starting' | 'ok' | 'draining'

/**
 * Composes what the operator sees: metrics, readiness and the admin API. Opens no port yet.
 *
 * @param openAdmin how the operator reaches it
 */
export function composeAdmin ({ config, clock, rules, telemetry, refusals, state, openAdmin }: {
  config: Pick<Config, 'limits' | 'streams' | 'upstream' | 'redis'>
  clock: Runtime['clock']
  rules: Pick<Rules, 'memory' | 'outage'>
  telemetry: Telemetry
  refusals: GateObserver['refusals']
  state: () => GateState
  openAdmin: OpenAdmin
}): Admin {
  const { memory, outage } = rules
  const { store, isStoreUnavailable, isFailingOpen } = outage
  const { meters, events, onFault } = telemetry
  const gauges = gateGauges({
    store,
    memory,
    isStoreUnavailable,
    isFailingOpen,
    limits: config.limits,
    certificateExpiries: certificateExpiries(config),
    memoryMaxBytes: measureMemoryMax,
    onFault
  })
  const streams = adminStreams({
    store,
    memory,
    clock,
    idOf: publicId(config.streams.tokenKey),
    onStopped: stream => {
      meters.stops_total++
      events.streamStopped(stream)
    }
  })
  return openAdmin({ meters, gauges, readiness, streams }, { events, onFault, ...refusals })

  async function readiness (): Promise<Readiness> {
    const storeState = await store.ping().then(() => 'ok', (error: unknown) => error instanceof Error ? error.message : String(error))
    const isUsable = storeState === 'ok' || outage.isReadyWithoutStore()
    return { ready: state() === 'ok' && isUsable, parts: { gate: state(), store: storeState } }
  }
}

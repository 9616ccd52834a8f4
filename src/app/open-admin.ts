import type { AdminStreams } from '../domain/lease/admin-streams.js'
import type { Refusal } from '../domain/refusal.js'
import type { Readiness } from '../http/endpoint/admin-endpoint.js'
import type { GaugeCallbacks } from '../telemetry/exposition/register-metrics.js'
import type { Events } from '../telemetry/log/open-events.js'
import type { ReadMeters } from '../telemetry/metrics/meters.js'

/** What the operator can see of a gate, and do with its streams. */
export interface AdminView {
  readonly meters: ReadMeters
  readonly gauges: GaugeCallbacks
  readonly readiness: () => Promise<Readiness>
  readonly streams: AdminStreams
}

/** How the operator reaches a gate: a listener, or the process that supervises it. */
export interface Admin {
  /** Resolves once the operator can reach the gate; rejects when it cannot listen. */
  readonly start: () => Promise<void>
  /** Announces where clients reach the gate, once they do. */
  readonly announce: (publicAddress: { readonly host: string, readonly port: number }) => void
  readonly stop: () => Promise<void>
}

/** Opens the way to the operator. Nothing of the view is called before `start`. */
export type OpenAdmin = (view: AdminView, telemetry: {
  readonly events: Events
  /** Called with each error thrown while a request of the operator is handled. */
  readonly onFault: (error: unknown) => void
  readonly refused: (refusal: Refusal, code: number) => void
}) => Admin

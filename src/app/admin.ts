import type { AdminStreams } from '../domain/lease/admin-streams.js'
import type { Refusal } from '../domain/refusal.js'
import type { Readiness } from '../http/endpoint/admin-endpoint.js'
import type { GaugeCallbacks } from '../telemetry/exposition/fill-registry.js'
import type { Events } from '../telemetry/log/open-events.js'
import type { ReadMeters } from '../telemetry/metrics/meters.js'

interface ListeningAt { readonly host: string, readonly port: number }

/** What a gate lets its operator see. */
export interface Inside {
  readonly meters: ReadMeters
  readonly asked: GaugeCallbacks
  readonly readiness: () => Promise<Readiness>
  readonly operate: AdminStreams
}

/** A gate's way to its operator. */
export interface Operator {
  /** Resolves when the operator can ask; rejects when that cannot be. */
  readonly start: () => Promise<void>
  /** Tells the operator where the gate serves, once it does. */
  readonly announce: (at: ListeningAt) => void
  readonly stop: () => Promise<void>
}

/** Opens the way. Nothing is asked before it was started. */
export type OpenAdmin = (inside: Inside, tell: {
  readonly events: Events
  /** Told of what was thrown while the operator was answered. */
  readonly onFault: (error: unknown) => void
  readonly refused: (refusal: Refusal, code: number) => void
}) => Operator

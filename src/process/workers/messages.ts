import type { ShownStream } from '../../domain/lease/admin-streams.js'
import type { Viewer } from '../../domain/stream.js'
import type { Readiness } from '../../http/endpoint/admin-endpoint.js'
import type { Answers } from '../../telemetry/exposition/fill-registry.js'
import type { ReadMeters } from '../../telemetry/metrics/meters.js'
import type { MetricFamily } from '../../telemetry/process/metric-family.js'

/** What a worker knows of itself, in plain values. */
export interface Snapshot {
  readonly meters: ReadMeters
  readonly families: readonly MetricFamily[]
  /** Absent where only what was counted was asked for; values that are not known are absent, too. */
  readonly asked?: Answers
  readonly readiness?: Readiness
}

/** What became of an operator's wish; `fault`: why nothing did. */
export type Operated = { readonly streams: readonly ShownStream[] } | { readonly stopped: number } | { readonly fault: string }

/** What the primary says to a worker. */
export type ToWorker =
  /** A connection comes with it. */
  | { readonly type: 'take', readonly id: number }
  | { readonly type: 'measure', readonly id: number, readonly whole: boolean }
  | { readonly type: 'list', readonly id: number, readonly viewer: Viewer }
  | { readonly type: 'stop-streams', readonly id: number, readonly viewer: Viewer, readonly streamId: string | undefined }
  | { readonly type: 'drain' }
  | { readonly type: 'stop', readonly graceMs: number }

/** What a worker says to the primary. */
export type FromWorker =
  /** It serves as soon as connections are handed over to it. */
  | { readonly type: 'ready' }
  | { readonly type: 'taken', readonly id: number }
  | { readonly type: 'failed', readonly why: string }
  | { readonly type: 'measured', readonly id: number, readonly snapshot: Snapshot }
  | { readonly type: 'operated', readonly id: number, readonly outcome: Operated }
  | { readonly type: 'stopped', readonly cut: number }

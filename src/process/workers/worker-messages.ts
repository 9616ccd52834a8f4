import type { ShownStream } from '../../domain/lease/admin-streams.js'
import type { Viewer } from '../../domain/stream.js'
import type { Readiness } from '../../http/endpoint/admin-endpoint.js'
import type { GaugeValues } from '../../telemetry/exposition/register-metrics.js'
import type { ReadMeters } from '../../telemetry/metrics/meters.js'
import type { MetricFamily } from '../../telemetry/process/metric-family.js'

/** The metrics and the readiness of a worker, as plain values. */
export interface Snapshot {
  readonly meters: ReadMeters
  readonly families: readonly MetricFamily[]
  /** Absent if only the counters were requested. Gauges without a value are absent too. */
  readonly gauges?: GaugeValues
  readonly readiness?: Readiness
}

/** A request of the admin API that any worker can serve. */
export type AdminRequest =
  | { readonly type: 'list', readonly id: number, readonly viewer: Viewer }
  | { readonly type: 'stop-streams', readonly id: number, readonly viewer: Viewer, readonly streamId: string | undefined }

/** The result of an admin request; `fault` is the reason why it failed. */
export type AdminResult = { readonly streams: readonly ShownStream[] } | { readonly stopped: number } | { readonly fault: string }

/** Messages from the primary to a worker. */
export type ToWorker =
  /** Carries a connection as its handle. */
  | { readonly type: 'connection', readonly id: number }
  | { readonly type: 'measure', readonly id: number, readonly whole: boolean }
  | AdminRequest
  | { readonly type: 'drain' }
  | { readonly type: 'stop', readonly graceMs: number }

/** Messages from a worker to the primary. */
export type FromWorker =
  /** The worker serves connections from now on. */
  | { readonly type: 'ready' }
  | { readonly type: 'received', readonly id: number }
  | { readonly type: 'failed', readonly why: string }
  | { readonly type: 'measured', readonly id: number, readonly snapshot: Snapshot }
  | { readonly type: 'admin-result', readonly id: number, readonly result: AdminResult }
  | { readonly type: 'stopped', readonly aborted: number }

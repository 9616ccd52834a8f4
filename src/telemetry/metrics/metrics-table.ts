import type { MetricRow } from './metric-row.js'

/** Prefix of all metrics of the gate. */
export const METRIC_PREFIX = 'streamgate_'

const STORE_OPERATIONS = ['acquire', 'renew', 'restore', 'release', 'find', 'count'] as const

/**
 * All metrics. The meters, the exposition and docs/METRICS.md are derived from this table. Label values are closed
 * sets, never a viewer, token or path.
 */
export const METRICS = {
  acquires_total: {
    type: 'counter',
    help: 'Acquires by outcome. resumed: the device received its existing stream again; store_unreachable: the store did not respond or returned an error; overloaded: too many store lookups were in progress.',
    labels: ['outcome'],
    series: ['granted', 'resumed', 'limit_reached', 'rate_limited', 'store_unreachable', 'overloaded']
  },
  renewals_total: {
    type: 'counter',
    help: 'Renewals, requested at the streams path (endpoint) or implied by gated traffic. unknown: there is no such live stream.',
    labels: ['by', 'outcome'],
    series: cross(['endpoint', 'traffic'], ['renewed', 'unknown', 'store_unreachable'])
  },
  releases_total: {
    type: 'counter',
    help: 'Releases by clients. unknown: there was no stream to release.',
    labels: ['outcome'],
    series: ['released', 'unknown', 'store_unreachable']
  },
  streams_active: {
    type: 'gauge',
    help: 'Live streams of all viewers in the store. Every gate reports the same value: use max() over gates, never sum(). Absent while the store does not respond.',
    unit: 'streams',
    callback: true,
    aggregator: 'max'
  },
  viewer_streams_at_acquire: {
    type: 'histogram',
    help: 'Live streams of the viewer after each acquire, including the new one. Shows how close viewers come to the limit.',
    unit: 'streams',
    buckets: [1, 2, 3, 4, 5, 6, 8, 10, 20]
  },
  gate_decisions_total: {
    type: 'counter',
    help: 'Decisions on requests for video. token_throttled: too many consecutive requests with an ended token; store_unreachable: the store did not respond or returned an error; overloaded: too many lookups of unverified tokens were in progress.',
    labels: ['decision', 'reason'],
    series: ['allow ok', 'deny token_missing', 'deny token_unknown', 'deny token_throttled', 'deny stream_stopped', 'deny token_of_another_session', 'deny malformed', 'deny store_unreachable', 'deny overloaded', 'deny other']
  },
  gate_decisions_from_memory_total: {
    type: 'counter',
    help: 'Decisions made without a call to the store.'
  },
  streams_known: {
    type: 'gauge',
    help: 'Streams in the cache of this gate, whose requests need no call to the store.',
    unit: 'streams',
    callback: true
  },
  requests_allowed_in_grace_total: {
    type: 'counter',
    help: 'Requests for video allowed in grace: their stream could no longer be confirmed because the store was unavailable.'
  },
  streams_restored_total: {
    type: 'counter',
    help: 'Streams that this gate restored after the store had lost them, or had let them expire while it was unavailable.'
  },
  exchanges_aborted_total: {
    type: 'counter',
    help: 'Responses in progress and WebSockets that were aborted because their stream ended.',
    labels: ['reason'],
    series: ['released', 'stopped', 'expired']
  },
  cmcd_playbacks_total: {
    type: 'counter',
    help: 'Playbacks reported by players in CMCD. first: the first playback on a stream; another: a further one at the same time or later.',
    labels: ['of'],
    series: ['first', 'another']
  },
  stops_total: {
    type: 'counter',
    help: 'Streams that operators stopped through this gate.'
  },
  store_operation_seconds: {
    type: 'histogram',
    help: 'Time until the store responded or the operation timed out.',
    unit: 'seconds',
    labels: ['operation'],
    series: STORE_OPERATIONS,
    buckets: [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
  },
  store_errors_total: {
    type: 'counter',
    help: 'Failed store operations. ping: the health check of the store, the only operation that is sent while the store is unavailable. STORE_TLS_FAILED: a certificate was refused. UNEXPECTED: an error that is not a store fault, which is a bug.',
    labels: ['operation', 'code'],
    series: cross([...STORE_OPERATIONS, 'ping'], ['STORE_UNREACHABLE', 'STORE_TLS_FAILED', 'STORE_REFUSED', 'UNEXPECTED'])
  },
  store_available: {
    type: 'gauge',
    help: '1 while the store responds; 0 while it is unavailable and the gate only pings it.',
    callback: true,
    aggregator: 'min'
  },
  failing_open: {
    type: 'gauge',
    help: '1 while the gate fails open: the store is unavailable, and --store-outage allow stops enforcing the limit; 0 otherwise.',
    callback: true,
    aggregator: 'max'
  },
  store_subscribed: {
    type: 'gauge',
    help: '1 while subscribed to ended streams; otherwise cached decisions expire after 1 s.',
    callback: true,
    aggregator: 'min'
  },
  upstream_response_seconds: {
    type: 'histogram',
    help: 'Time until the head of the upstream response.',
    unit: 'seconds',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  },
  upstream_failures_total: {
    type: 'counter',
    help: 'Failed exchanges with the upstream. UPSTREAM_TLS_FAILED: the certificate of either side was refused. UPSTREAM_BROKEN: the upstream aborted its response or sent an invalid one.',
    labels: ['code'],
    series: ['UPSTREAM_UNREACHABLE', 'UPSTREAM_TLS_FAILED', 'UPSTREAM_TOO_SLOW', 'UPSTREAM_BROKEN']
  },
  upstream_retries_total: {
    type: 'counter',
    help: 'Requests that were retried because a reused connection was closed before a response.'
  },
  upstream_redispatches_total: {
    type: 'counter',
    help: 'Requests and WebSockets that were redispatched to another endpoint because the first could not be reached or failed before its response.'
  },
  upstream_ejections_total: {
    type: 'counter',
    help: 'Ejections of an endpoint after --upstream-max-failures consecutive failures.'
  },
  upstreams_ejected: {
    type: 'gauge',
    help: 'Endpoints that are currently ejected.',
    aggregator: 'max'
  },
  upstream_requests_pending: {
    type: 'gauge',
    help: 'Requests and WebSockets that currently wait for an upstream connection.'
  },
  connections: {
    type: 'gauge',
    help: 'Open client connections.'
  },
  connections_max: {
    type: 'gauge',
    help: 'Limit of client connections, set by --max-connections. Absent without a limit.',
    callback: true
  },
  connections_refused_total: {
    type: 'counter',
    help: 'Connections beyond --max-connections. evicted: an idle connection that never carried video was closed for the new one; rejected: the new one got 503; dropped: it was closed without a response.',
    labels: ['how'],
    series: ['evicted', 'rejected', 'dropped']
  },
  clients_aborted_total: {
    type: 'counter',
    help: 'Connections aborted because of the client. stalled: it did not read the data waiting for it; body_paused: it paused within a request body.',
    labels: ['reason'],
    series: ['stalled', 'body_paused']
  },
  refusals_tarpitted: {
    type: 'gauge',
    help: 'Refusals of ended tokens that are currently delayed.'
  },
  refusals_throttled_total: {
    type: 'counter',
    help: 'Requests with an ended token beyond --ended-token-requests. tarpitted: the response was delayed; immediate: it was not, because too many were already delayed or the gate was draining.',
    labels: ['how'],
    series: ['tarpitted', 'immediate']
  },
  requests_in_flight: {
    type: 'gauge',
    help: 'Requests that are being forwarded.'
  },
  requests_in_flight_max: {
    type: 'gauge',
    help: 'Limit of requests and WebSockets forwarded at once, set by --max-requests. Absent without a limit.',
    callback: true
  },
  tunnels_open: {
    type: 'gauge',
    help: 'Open WebSockets.'
  },
  bytes_total: {
    type: 'counter',
    help: 'Bytes forwarded in bodies and WebSockets.',
    unit: 'bytes',
    labels: ['direction'],
    series: ['to_client', 'to_upstream']
  },
  refusals_total: {
    type: 'counter',
    help: 'Error responses of the gate, by the code in X-Stream-Error.',
    labels: ['code'],
    series: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22', '23', 'other']
  },
  workers: {
    type: 'gauge',
    help: 'Processes that currently serve clients: 1, or the number that --workers sets.'
  },
  workers_lost_total: {
    type: 'counter',
    help: 'Workers that exited unexpectedly. Each was replaced.'
  },
  memory_max_bytes: {
    type: 'gauge',
    help: 'Memory available to all processes of the gate together: the limit of the container, or the memory of the machine.',
    unit: 'bytes',
    callback: true,
    aggregator: 'max'
  },
  certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    help: 'Expiry of the certificates that this gate was started with, in seconds since 1970: the earliest in each file. ca: --upstream-ca-file, --redis-ca-file; client: --upstream-cert-file, --redis-cert-file. Absent if not configured.',
    unit: 'seconds',
    labels: ['certificate'],
    series: ['upstream_ca', 'upstream_client', 'redis_ca', 'redis_client'],
    callback: true,
    aggregator: 'min'
  },
  build_info: {
    type: 'gauge',
    help: 'Always 1; the labels describe the running program.',
    labels: ['version', 'node_version'],
    callback: true
  }
} as const satisfies Record<string, MetricRow>

/** All pairs of the two sets, in the form of `series`. */
function cross<A extends string, B extends string> (left: readonly A[], right: readonly B[]): ReadonlyArray<`${A} ${B}`> {
  return left.flatMap(a => right.map(b => `${a} ${b}` as const))
}

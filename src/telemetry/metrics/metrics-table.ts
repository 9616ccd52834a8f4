import type { MetricRow } from './metric-row.js'

/** What every metric of the house begins with. */
export const METRIC_PREFIX = 'streamgate_'

const STORE_OPERATIONS = ['acquire', 'renew', 'restore', 'release', 'find', 'count'] as const

/**
 * The one table of metrics: from it come the numbers that are counted, the exposition and docs/METRICS.md.
 * Label values are closed sets; no viewer, token or path is ever one.
 */
export const METRICS = {
  acquires_total: {
    type: 'counter',
    help: 'Streams asked for. resumed: a device was handed its own living stream again; store_unreachable: the store gave no answer or an error; overloaded: too many others were under way.',
    labels: ['outcome'],
    series: ['granted', 'resumed', 'limit_reached', 'rate_limited', 'store_unreachable', 'overloaded']
  },
  renewals_total: {
    type: 'counter',
    help: 'Renewals, asked for at the endpoint or implied by gated traffic. unknown: no such stream lives.',
    labels: ['by', 'outcome'],
    series: cross(['endpoint', 'traffic'], ['renewed', 'unknown', 'store_unreachable'])
  },
  releases_total: {
    type: 'counter',
    help: 'Streams that clients released. unknown: nothing was left to release.',
    labels: ['outcome'],
    series: ['released', 'unknown', 'store_unreachable']
  },
  streams_active: {
    type: 'gauge',
    help: 'Live streams of all viewers in the store. Every gate tells the same truth: use max() over gates, never sum(). Absent while the store gives no answer.',
    unit: 'streams',
    asked: true,
    aggregator: 'max'
  },
  viewer_streams_at_acquire: {
    type: 'histogram',
    help: 'Live streams of the viewer after each acquire, the new one included: how close to the limit viewers come.',
    unit: 'streams',
    buckets: [1, 2, 3, 4, 5, 6, 8, 10, 20]
  },
  gate_decisions_total: {
    type: 'counter',
    help: 'Verdicts on requests for video, and why. token_throttled: a dead token kept coming back; store_unreachable: the store gave no answer or an error; overloaded: too many questions about other unknown tokens were under way.',
    labels: ['decision', 'reason'],
    series: ['allow ok', 'deny token_missing', 'deny token_unknown', 'deny token_throttled', 'deny stream_stopped', 'deny token_of_another_session', 'deny malformed', 'deny store_unreachable', 'deny overloaded', 'deny other']
  },
  gate_decisions_from_memory_total: {
    type: 'counter',
    help: 'Verdicts given without asking the store.'
  },
  streams_known: {
    type: 'gauge',
    help: 'Streams in the memory of this gate, whose requests need no store.',
    unit: 'streams',
    asked: true
  },
  requests_allowed_in_grace_total: {
    type: 'counter',
    help: 'Requests for video that were allowed although the store could not be asked about their stream any more.'
  },
  streams_restored_total: {
    type: 'counter',
    help: 'Streams that the store had lost, or let expire while it was away, and that this gate brought back.'
  },
  exchanges_aborted_total: {
    type: 'counter',
    help: 'Running responses and WebSockets cut because their stream ended.',
    labels: ['reason'],
    series: ['released', 'stopped', 'expired']
  },
  cmcd_playbacks_total: {
    type: 'counter',
    help: 'Playbacks that players told of by CMCD. first: the first on its stream; another: one beside or after it.',
    labels: ['of'],
    series: ['first', 'another']
  },
  stops_total: {
    type: 'counter',
    help: 'Streams that the operator stopped through this gate.'
  },
  store_operation_seconds: {
    type: 'histogram',
    help: 'Time until the store answered or was given up.',
    unit: 'seconds',
    labels: ['operation'],
    series: STORE_OPERATIONS,
    buckets: [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
  },
  store_errors_total: {
    type: 'counter',
    help: 'Operations of the store that failed. ping: the question whether it answers at all; while it is away only that is sent. STORE_TLS_FAILED: no answer, for a certificate was refused. UNEXPECTED: an error that is no fault of the store, which is a bug.',
    labels: ['operation', 'code'],
    series: cross([...STORE_OPERATIONS, 'ping'], ['STORE_UNREACHABLE', 'STORE_TLS_FAILED', 'STORE_REFUSED', 'UNEXPECTED'])
  },
  store_available: {
    type: 'gauge',
    help: '1 while the store answers; 0 while it is away and only asked now and then whether it is back.',
    asked: true,
    aggregator: 'min'
  },
  failing_open: {
    type: 'gauge',
    help: '1 while the store is away and everybody may watch, by --store-outage allow; 0 otherwise.',
    asked: true,
    aggregator: 'max'
  },
  store_subscribed: {
    type: 'gauge',
    help: '1 while this gate hears at once of streams that other gates end; 0 while it does not and believes its memory only briefly.',
    asked: true,
    aggregator: 'min'
  },
  upstream_response_seconds: {
    type: 'histogram',
    help: 'Time until the head of the response of the upstream.',
    unit: 'seconds',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  },
  upstream_failures_total: {
    type: 'counter',
    help: 'Exchanges with the upstream that failed. UPSTREAM_TLS_FAILED: its certificate was refused, or ours. UPSTREAM_BROKEN: it broke its response off or sent what is none.',
    labels: ['code'],
    series: ['UPSTREAM_UNREACHABLE', 'UPSTREAM_TLS_FAILED', 'UPSTREAM_TOO_SLOW', 'UPSTREAM_BROKEN']
  },
  upstream_retries_total: {
    type: 'counter',
    help: 'Requests sent once more because a reused connection had died.'
  },
  upstream_redispatches_total: {
    type: 'counter',
    help: 'Requests and WebSockets taken to another upstream because the one before could not be reached, or died before its response.'
  },
  upstream_ejections_total: {
    type: 'counter',
    help: 'Times that an upstream failed so often in a row that it is left out while there are others.'
  },
  upstreams_ejected: {
    type: 'gauge',
    help: 'Upstreams that are left out right now.',
    aggregator: 'max'
  },
  upstream_requests_pending: {
    type: 'gauge',
    help: 'Requests and WebSockets that wait for a connection to the upstream right now.'
  },
  connections: {
    type: 'gauge',
    help: 'Connections of clients open right now.'
  },
  connections_max: {
    type: 'gauge',
    help: 'Connections of clients that may be open at once, by --max-connections. Absent where there is no such limit.',
    asked: true
  },
  connections_refused_total: {
    type: 'counter',
    help: 'Connections beyond --max-connections. evicted: an idle one that never watched was closed for the next; rejected: the next was told 503; dropped: it was closed without an answer.',
    labels: ['how'],
    series: ['evicted', 'rejected', 'dropped']
  },
  clients_aborted_total: {
    type: 'counter',
    help: 'Connections cut because of their client. stalled: it took nothing of what waited for it; body_paused: it did not go on with the body of its request.',
    labels: ['reason'],
    series: ['stalled', 'body_paused']
  },
  refusals_tarpitted: {
    type: 'gauge',
    help: 'Answers to dead tokens that are held back right now.'
  },
  refusals_throttled_total: {
    type: 'counter',
    help: 'Requests by dead tokens beyond --ended-token-requests in a row. tarpitted: the answer was held back; immediate: it was not, for as many were as may be, or the gate drains.',
    labels: ['how'],
    series: ['tarpitted', 'immediate']
  },
  requests_in_flight: {
    type: 'gauge',
    help: 'Requests being forwarded right now.'
  },
  requests_in_flight_max: {
    type: 'gauge',
    help: 'Requests and WebSockets that may be forwarded at once, by --max-requests. Absent where there is no such limit.',
    asked: true
  },
  tunnels_open: {
    type: 'gauge',
    help: 'WebSockets open right now.'
  },
  bytes_total: {
    type: 'counter',
    help: 'Bytes of bodies and tunnels that were passed on.',
    unit: 'bytes',
    labels: ['direction'],
    series: ['to_client', 'to_upstream']
  },
  refusals_total: {
    type: 'counter',
    help: 'Error answers of the gate itself, by the code that X-Stream-Error says.',
    labels: ['code'],
    series: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22', '23', 'other']
  },
  workers: {
    type: 'gauge',
    help: 'Processes that serve clients right now: 1, or as many as --workers says.'
  },
  workers_lost_total: {
    type: 'counter',
    help: 'Workers that ended without being told to. Each was replaced.'
  },
  memory_max_bytes: {
    type: 'gauge',
    help: 'Memory that all processes of the gate together may take: what its container may, or what the machine has.',
    unit: 'bytes',
    asked: true,
    aggregator: 'max'
  },
  certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    help: 'When the certificates end that this gate was started with, in seconds since 1970: of those in one file the one that ends first. ca: --upstream-ca-file, --redis-ca-file; client: --upstream-cert-file, --redis-cert-file. Absent where none is configured.',
    unit: 'seconds',
    labels: ['certificate'],
    series: ['upstream_ca', 'upstream_client', 'redis_ca', 'redis_client'],
    asked: true,
    aggregator: 'min'
  },
  build_info: {
    type: 'gauge',
    help: 'Always 1; the labels say what is running.',
    labels: ['version', 'node_version'],
    asked: true
  }
} as const satisfies Record<string, MetricRow>

/** Every pair of the two sets, as `series` spells it. */
function cross<A extends string, B extends string> (left: readonly A[], right: readonly B[]): ReadonlyArray<`${A} ${B}`> {
  return left.flatMap(a => right.map(b => `${a} ${b}` as const))
}

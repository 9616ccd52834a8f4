// The panels of the dashboard, row by row. The first row shows without scrolling whether streamgate is healthy; each of the
// others covers one area. Counters are shown as rates a second. Problems that can affect a single gate have one line for each gate.
import { bars, heatmap, lines, stat, states, table, texts } from './panel.js'

const GREEN = 'green'
const ORANGE = 'orange'
const RED = 'red'
const BLUE = 'blue'
const GREY = 'text'

/** Meanings of the error codes: docs/API.md. */
const CODES = {
  1: 'no session',
  2: 'limit reached',
  3: 'token expired or unknown',
  4: 'no token',
  5: 'token of another session',
  6: 'stopped by the operator',
  7: 'reserved',
  8: 'acquire rate exceeded',
  9: 'Redis unavailable',
  10: 'upstream failed',
  11: 'upstream timed out',
  12: 'malformed',
  13: 'no upstream configured',
  14: 'method not allowed',
  15: 'routing loop',
  16: 'expectation failed',
  17: 'headers too large',
  18: 'headers too slow',
  19: 'internal error',
  20: 'upstream connection limit',
  21: 'gate overloaded',
  22: 'too many requests of one stream',
  23: 'ended token, throttled'
}

const REASON_COLORS = {
  ok: GREEN,
  token_missing: 'light-orange',
  token_unknown: ORANGE,
  token_throttled: GREY,
  stream_stopped: 'purple',
  token_of_another_session: 'dark-orange',
  malformed: 'yellow',
  store_unreachable: RED,
  overloaded: 'dark-red',
  other: 'light-red'
}

/** Operations that viewers wait for. They do not wait for count and release. */
const AWAITED = 'operation=~"acquire|find|renew"'

// The same expressions as in the rules of StreamgateErrorBudgetBurnsFast and StreamgateNearlyFull.
const AVAILABILITY = `1 - (
  sum(rate(streamgate_refusals_total{$of, code=~"9|19|21"}[$__rate_interval]))
  + sum(rate(streamgate_connections_refused_total{$of, how="dropped"}[$__rate_interval]))
) / (
  sum(rate(streamgate_gate_decisions_total{$of}[$__rate_interval]))
  + sum(rate(streamgate_acquires_total{$of}[$__rate_interval]))
  + sum(rate(streamgate_renewals_total{$of, by="endpoint"}[$__rate_interval]))
  + sum(rate(streamgate_releases_total{$of}[$__rate_interval]))
  + sum(rate(streamgate_connections_refused_total{$of, how=~"rejected|dropped"}[$__rate_interval]))
)`
const UTILIZATION = {
  connections: 'streamgate_connections{$of} / streamgate_connections_max{$of}',
  requests: '(streamgate_requests_in_flight{$of} + streamgate_tunnels_open{$of}) / streamgate_requests_in_flight_max{$of}',
  CPU: 'rate(process_cpu_seconds_total{$of}[$__rate_interval]) / (streamgate_workers{$of} > 0)',
  memory: 'process_resident_memory_bytes{$of} / streamgate_memory_max_bytes{$of}',
  'file descriptors': 'process_open_fds{$of} / process_max_fds{$of}'
}
const NEARLY_FULL = [[GREEN], [ORANGE, 0.8], [RED, 0.95]]
const UPSTREAM_ERROR_RATE = `sum(rate(streamgate_upstream_failures_total{$of}[$__rate_interval]))
  / (sum(rate(streamgate_upstream_failures_total{$of}[$__rate_interval])) + sum(rate(streamgate_upstream_response_seconds_count{$of}[$__rate_interval])))`
const REFUSAL_RATE = `sum(rate(streamgate_gate_decisions_total{$of, decision="deny", reason!~"token_throttled|store_unreachable|overloaded"}[$__rate_interval]))
  / sum(rate(streamgate_gate_decisions_total{$of, reason!="token_throttled"}[$__rate_interval]))`

const atAGlance = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Alerts',
      description: 'Alerts of streamgate that are firing. docs/MONITORING.md has a runbook for each.',
      queries: [['count(ALERTS{alertname=~"Streamgate.*", alertstate="firing", namespace=~"$namespace"}) or vector(0)', 'firing']],
      unit: 'none',
      thresholds: [[GREEN], [RED, 1]],
      mappings: texts({ 0: ['none', GREEN] })
    }),
    stat({
      title: 'Streams now',
      description: 'Live streams of all viewers. Every gate reads the same number from the store.',
      queries: [['sum(max by (namespace, job) (streamgate_streams_active{$of}))', 'streams']],
      unit: 'short',
      decimals: 0,
      noValue: 'unknown',
      thresholds: [[BLUE]]
    }),
    stat({
      title: 'Traffic to viewers',
      description: 'Bytes of video sent to clients.',
      queries: [['8 * sum(rate(streamgate_bytes_total{$of, direction="to_client"}[$__rate_interval]))', 'to clients']],
      unit: 'bps',
      thresholds: [[BLUE]]
    }),
    stat({
      title: 'Availability',
      description: 'Share of requests that the gate allowed or refused by rule. Failed decisions are those with Redis unavailable (code 9), an internal error (19) or an overloaded gate (21). The objective is 99.9 %.',
      queries: [[AVAILABILITY, 'available']],
      unit: 'percentunit',
      decimals: 2,
      noValue: 'no traffic',
      thresholds: [[RED], [ORANGE, 0.99], [GREEN, 0.999]]
    }),
    stat({
      title: 'Refused requests',
      description: 'Share of requests for video that are refused because of their token. Throttled clients, which repeat an ended token endlessly (code 23), are not included.',
      queries: [[REFUSAL_RATE, 'refused']],
      unit: 'percentunit',
      decimals: 1,
      noValue: 'no traffic',
      thresholds: [[GREEN], [ORANGE, 0.2], [RED, 0.5]]
    }),
    stat({
      title: 'Redis',
      description: 'Whether the gates can reach Redis. Without it, streams that are playing continue for --outage-grace, and new ones get 503.',
      queries: [['min(streamgate_store_available{$of})', 'available']],
      unit: 'none',
      graph: 'none',
      thresholds: [[RED], [GREEN, 1]],
      mappings: texts({ 0: ['unavailable', RED], 1: ['available', GREEN] })
    }),
    stat({
      title: 'Upstream error rate',
      description: 'Share of requests to the video backend that fail.',
      queries: [[UPSTREAM_ERROR_RATE, 'failed']],
      unit: 'percentunit',
      decimals: 1,
      noValue: 'no traffic',
      thresholds: [[GREEN], [ORANGE, 0.01], [RED, 0.05]]
    }),
    stat({
      title: 'Gates',
      description: 'Gates that serve clients and can be scraped.',
      queries: [['count(streamgate_workers{$of} > 0) or vector(0)', 'gates']],
      unit: 'none',
      thresholds: [[RED], [GREEN, 1]]
    }),
    lines({
      title: 'Gate decisions',
      description: 'Decisions on requests for video, by reason. Green: allowed. Red: the gate or Redis has a problem. Others: refused by rule.',
      queries: [['sum by (reason) (rate(streamgate_gate_decisions_total{$of}[$__rate_interval]))', '{{reason}}']],
      unit: 'reqps',
      width: 9,
      stack: true,
      colors: REASON_COLORS
    }),
    lines({
      title: 'Acquires',
      description: 'limit_reached: the viewer has as many live streams as the limit allows. rate_limited: the viewer exceeds --acquire-rate.',
      queries: [['sum by (outcome) (rate(streamgate_acquires_total{$of}[$__rate_interval]))', '{{outcome}}']],
      unit: 'ops',
      width: 9,
      stack: true,
      colors: { granted: GREEN, resumed: 'light-green', limit_reached: ORANGE, rate_limited: 'yellow', store_unreachable: RED, overloaded: 'dark-red' }
    }),
    bars({
      title: 'Utilization of the fullest gate',
      description: 'Share of each resource in use, on the gate that uses most of it. Above 80 % there is no capacity for the next peak.',
      queries: Object.entries(UTILIZATION).map(([what, share]) => [`max(${share})`, what]),
      unit: 'percentunit',
      width: 6,
      thresholds: NEARLY_FULL
    })
  ]
}

const streams = {
  title: 'Streams and the limit',
  panels: [
    lines({
      title: 'Live streams',
      description: 'In the store, and in the caches of the gates: a stream that plays through two gates is known to both.',
      queries: [
        ['sum(max by (namespace, job) (streamgate_streams_active{$of}))', 'in the store'],
        ['sum(streamgate_streams_known{$of})', 'known to gates']
      ],
      unit: 'short'
    }),
    lines({
      title: 'Acquires refused by the limit',
      description: 'Share of all acquires. Above 20 %, players usually do not release their streams, or viewers share a session.',
      queries: [['sum(rate(streamgate_acquires_total{$of, outcome="limit_reached"}[$__rate_interval])) / sum(rate(streamgate_acquires_total{$of}[$__rate_interval]))', 'refused']],
      unit: 'percentunit',
      thresholds: [[GREEN], [ORANGE, 0.2]],
      colors: { refused: ORANGE }
    }),
    heatmap({
      title: 'Streams per viewer at acquire',
      description: 'Live streams of the viewer after each acquire, including the new one. Shows how close viewers are to the limit.',
      queries: [['sum by (le) (increase(streamgate_viewer_streams_at_acquire_bucket{$of}[$__rate_interval]))', '{{le}}']],
      yUnit: 'none'
    }),
    lines({
      title: 'Renewals',
      description: 'By calls of players (endpoint) and by requests for video (traffic). unknown: the stream had ended before.',
      queries: [['sum by (by, outcome) (rate(streamgate_renewals_total{$of}[$__rate_interval]))', '{{by}} {{outcome}}']],
      unit: 'ops',
      colors: { 'endpoint store_unreachable': RED, 'traffic store_unreachable': 'dark-red', 'endpoint unknown': ORANGE, 'traffic unknown': 'dark-orange' }
    }),
    lines({
      title: 'Late renewals',
      description: 'Share of renewals whose stream had ended. Above 10 %, players renew too rarely for --expiry, or do not stop after a refusal.',
      queries: [['sum(rate(streamgate_renewals_total{$of, outcome="unknown"}[$__rate_interval])) / sum(rate(streamgate_renewals_total{$of}[$__rate_interval]))', 'late']],
      unit: 'percentunit',
      thresholds: [[GREEN], [ORANGE, 0.1]],
      colors: { late: ORANGE }
    }),
    lines({
      title: 'Ended streams',
      description: 'Streams that clients released or the operator stopped, and running responses that were aborted because their stream ended. Streams that expire without a running response are not counted.',
      queries: [
        ['sum(rate(streamgate_releases_total{$of, outcome="released"}[$__rate_interval]))', 'released'],
        ['sum(rate(streamgate_stops_total{$of}[$__rate_interval]))', 'stopped by the operator'],
        ['sum by (reason) (rate(streamgate_exchanges_aborted_total{$of}[$__rate_interval]))', 'aborted: {{reason}}']
      ],
      unit: 'ops',
      colors: { 'stopped by the operator': 'purple', 'aborted: expired': ORANGE }
    })
  ]
}

const requests = {
  title: 'Requests and refusals',
  panels: [
    lines({
      title: 'Refusals by code',
      description: 'Error responses of the gate itself, by the code in X-Stream-Error: docs/API.md.',
      queries: [['sum by (code) (rate(streamgate_refusals_total{$of}[$__rate_interval])) > 0 or sum by (code) (rate(streamgate_refusals_total{$of, code="2"}[$__rate_interval]))', '{{code}}']],
      unit: 'reqps',
      names: Object.fromEntries(Object.entries(CODES).map(([code, text]) => [code, `${code} ${text}`])),
      width: 12,
      height: 9
    }),
    lines({
      title: 'In flight',
      description: 'Requests and WebSockets that are being forwarded, and open client connections.',
      queries: [
        ['sum(streamgate_requests_in_flight{$of})', 'requests'],
        ['sum(streamgate_tunnels_open{$of})', 'WebSockets'],
        ['sum(streamgate_connections{$of})', 'client connections']
      ],
      unit: 'short',
      width: 12,
      height: 9
    }),
    lines({
      title: 'Cache hit rate',
      description: 'Share of decisions from the cache, without a Redis command. Low after a start, and when streams move between gates.',
      queries: [['sum(rate(streamgate_gate_decisions_from_memory_total{$of}[$__rate_interval])) / sum(rate(streamgate_gate_decisions_total{$of}[$__rate_interval]))', 'hit rate']],
      unit: 'percentunit',
      max: 1
    }),
    lines({
      title: 'Throughput',
      description: 'Forwarded bytes of bodies and WebSockets.',
      queries: [['8 * sum by (direction) (rate(streamgate_bytes_total{$of}[$__rate_interval]))', '{{direction}}']],
      unit: 'bps'
    }),
    lines({
      title: 'Throttled and aborted clients',
      description: 'Refusals of clients that repeat an ended token are delayed by a second. immediate: not delayed, because too many refusals were delayed already or the gate is draining. Client connections are aborted when the client does not read or send.',
      queries: [
        ['sum by (how) (rate(streamgate_refusals_throttled_total{$of}[$__rate_interval]))', 'ended token: {{how}}'],
        ['sum(streamgate_refusals_tarpitted{$of})', 'refusals delayed now'],
        ['sum by (reason) (rate(streamgate_clients_aborted_total{$of}[$__rate_interval]))', 'aborted: {{reason}}'],
        ['sum by (how) (rate(streamgate_connections_refused_total{$of}[$__rate_interval]))', 'connection: {{how}}']
      ],
      unit: 'short'
    })
  ]
}

const redis = {
  title: 'Redis',
  panels: [
    lines({
      title: 'Store latency: acquire, find, renew',
      description: 'Time of acquires, renewals, and the first request of a stream at a gate. Other requests are decided from the cache. A response later than --redis-command-timeout (0.2 s by default) counts as lost.',
      queries: [0.5, 0.95, 0.99].map(quantile => [`histogram_quantile(${quantile}, sum by (le) (rate(streamgate_store_operation_seconds_bucket{$of, ${AWAITED}}[$__rate_interval])))`, `p${quantile * 100}`]),
      unit: 's',
      thresholds: [[GREEN], [ORANGE, 0.05], [RED, 0.2]]
    }),
    lines({
      title: 'Store latency by operation, p99',
      description: 'Time until the store responded or the operation failed.',
      queries: [['histogram_quantile(0.99, sum by (operation, le) (rate(streamgate_store_operation_seconds_bucket{$of}[$__rate_interval]))) >= 0', '{{operation}}']],
      unit: 's'
    }),
    heatmap({
      title: 'Store latency distribution',
      description: 'All operations. A second band far above the first indicates a bad connection, or slow commands of other clients.',
      queries: [['sum by (le) (increase(streamgate_store_operation_seconds_bucket{$of}[$__rate_interval]))', '{{le}}']],
      yUnit: 's'
    }),
    lines({
      title: 'Store operations',
      description: 'Operations a second.',
      queries: [['sum by (operation) (rate(streamgate_store_operation_seconds_count{$of}[$__rate_interval]))', '{{operation}}']],
      unit: 'ops',
      stack: true
    }),
    lines({
      title: 'Store errors',
      description: 'STORE_UNREACHABLE: no response. STORE_TLS_FAILED: a certificate is refused. STORE_REFUSED: Redis is full (OOM) or denies a command (NOPERM). UNEXPECTED: a bug. While Redis is unavailable, each gate sends four pings a second.',
      queries: [['sum by (code) (rate(streamgate_store_errors_total{$of}[$__rate_interval]))', '{{code}}']],
      unit: 'ops',
      colors: { STORE_UNREACHABLE: RED, STORE_TLS_FAILED: 'dark-red', STORE_REFUSED: ORANGE, UNEXPECTED: 'purple' }
    }),
    lines({
      title: 'Allowed in grace and restored',
      description: 'Requests allowed while Redis was unavailable, and streams that Redis had lost and the gates restored.',
      queries: [
        ['sum(rate(streamgate_requests_allowed_in_grace_total{$of}[$__rate_interval]))', 'requests allowed in grace'],
        ['sum(rate(streamgate_streams_restored_total{$of}[$__rate_interval]))', 'streams restored']
      ],
      unit: 'ops'
    }),
    states({
      title: 'Redis available',
      description: 'By gate. A single red line indicates a network problem of that gate.',
      queries: [['streamgate_store_available{$of}', '{{instance}}']],
      mappings: texts({ 0: ['unavailable', RED], 1: ['available', GREEN] }),
      height: 6
    }),
    states({
      title: 'Subscribed to ended streams',
      description: 'Whether a gate receives the notifications of streams that end on other gates. Orange: it does not, and its cached decisions expire after a second.',
      queries: [['streamgate_store_subscribed{$of}', '{{instance}}']],
      mappings: texts({ 0: ['unsubscribed', ORANGE], 1: ['subscribed', GREEN] }),
      height: 6
    }),
    states({
      title: 'Limit enforced',
      description: 'Red: Redis is unavailable, --store-outage is allow, and the gate allows every request.',
      queries: [['1 - streamgate_failing_open{$of}', '{{instance}}']],
      mappings: texts({ 0: ['failing open', RED], 1: ['enforced', GREEN] }),
      height: 6
    })
  ]
}

const upstream = {
  title: 'Upstream',
  panels: [
    lines({
      title: 'Time to response headers',
      description: 'Of the video backend, without the gate. Above a second, players rebuffer.',
      queries: [0.5, 0.95, 0.99].map(quantile => [`histogram_quantile(${quantile}, sum by (le) (rate(streamgate_upstream_response_seconds_bucket{$of}[$__rate_interval])))`, `p${quantile * 100}`]),
      unit: 's',
      thresholds: [[GREEN], [ORANGE, 1]]
    }),
    lines({
      title: 'Upstream responses',
      description: 'Responses whose headers arrived, with any status.',
      queries: [['sum by (instance) (rate(streamgate_upstream_response_seconds_count{$of}[$__rate_interval]))', '{{instance}}']],
      unit: 'reqps',
      stack: true
    }),
    lines({
      title: 'Upstream failures',
      description: 'UPSTREAM_UNREACHABLE: no connection. UPSTREAM_TLS_FAILED: a certificate is refused. UPSTREAM_TOO_SLOW: timed out. UPSTREAM_BROKEN: an invalid or incomplete response.',
      queries: [['sum by (code) (rate(streamgate_upstream_failures_total{$of}[$__rate_interval]))', '{{code}}']],
      unit: 'reqps',
      colors: { UPSTREAM_UNREACHABLE: RED, UPSTREAM_TLS_FAILED: 'dark-red', UPSTREAM_TOO_SLOW: ORANGE, UPSTREAM_BROKEN: 'purple' }
    }),
    lines({
      title: 'Retries and redispatches',
      description: 'Requests sent once more on another connection, or to another upstream. Viewers do not notice these.',
      queries: [
        ['sum(rate(streamgate_upstream_retries_total{$of}[$__rate_interval]))', 'on another connection'],
        ['sum(rate(streamgate_upstream_redispatches_total{$of}[$__rate_interval]))', 'to another upstream']
      ],
      unit: 'reqps',
      width: 12
    }),
    lines({
      title: 'Pending requests and ejected upstreams',
      description: 'Requests that wait for a connection (--upstream-max-connections), and upstreams that are ejected after consecutive failures.',
      queries: [
        ['sum(streamgate_upstream_requests_pending{$of})', 'pending requests'],
        ['max(streamgate_upstreams_ejected{$of})', 'ejected upstreams'],
        ['sum(increase(streamgate_upstream_ejections_total{$of}[$__rate_interval]))', 'ejections']
      ],
      unit: 'short',
      width: 12
    })
  ]
}

const processes = {
  title: 'Processes',
  panels: [
    lines({
      title: 'CPU',
      description: 'Share of the cores that the workers of a gate can use. Each worker runs JavaScript on one core.',
      queries: [[UTILIZATION.CPU, '{{instance}}']],
      unit: 'percentunit',
      thresholds: NEARLY_FULL
    }),
    lines({
      title: 'Memory',
      description: 'Share of the memory limit of the container. At 100 % the gate is killed.',
      queries: [[UTILIZATION.memory, '{{instance}}']],
      unit: 'percentunit',
      thresholds: NEARLY_FULL
    }),
    lines({
      title: 'Event loop lag, p99',
      description: 'Delay of all work in the gate. Above 0.1 s, add workers or gates.',
      queries: [['nodejs_eventloop_lag_p99_seconds{$of}', '{{instance}}']],
      unit: 's',
      thresholds: [[GREEN], [ORANGE, 0.1]]
    }),
    lines({
      title: 'Client connections',
      description: 'Share of --max-connections.',
      queries: [[UTILIZATION.connections, '{{instance}}']],
      unit: 'percentunit',
      thresholds: NEARLY_FULL
    }),
    lines({
      title: 'Resident memory and heap',
      description: 'A heap that never shrinks is a leak.',
      queries: [
        ['process_resident_memory_bytes{$of}', '{{instance}} resident'],
        ['nodejs_heap_size_used_bytes{$of}', '{{instance}} heap']
      ],
      unit: 'bytes'
    }),
    lines({
      title: 'Garbage collection',
      description: 'Share of time that a gate spends on garbage collection.',
      queries: [['sum by (instance) (rate(nodejs_gc_duration_seconds_sum{$of}[$__rate_interval]))', '{{instance}}']],
      unit: 'percentunit'
    }),
    lines({
      title: 'Open file descriptors',
      description: 'Share of the limit of the system. A client connection uses one, and its request one more for the connection to the upstream.',
      queries: [[UTILIZATION['file descriptors'], '{{instance}}']],
      unit: 'percentunit',
      thresholds: NEARLY_FULL
    }),
    lines({
      title: 'Restarts and lost workers',
      description: 'Restarts of a gate in place, and workers that ended unexpectedly, both within an hour.',
      queries: [
        ['changes(process_start_time_seconds{$of}[1h])', '{{instance}} restarts'],
        ['increase(streamgate_workers_lost_total{$of}[1h])', '{{instance}} workers lost']
      ],
      unit: 'short'
    }),
    lines({
      title: 'Time to certificate expiry',
      description: 'Certificates that the gates read at start. Empty if none is configured.',
      queries: [['min by (certificate) (streamgate_certificate_expiry_timestamp_seconds{$of}) - time()', '{{certificate}}']],
      unit: 's',
      thresholds: [[RED], [ORANGE, 2 * 86_400], [GREEN, 14 * 86_400]]
    }),
    table({
      title: 'Running versions',
      description: 'Every gate that can be scraped, with the versions of streamgate and of Node.',
      queries: [['streamgate_build_info{$of}', '']],
      columns: { instance: 'Gate', version: 'Version', node_version: 'Node' }
    })
  ]
}

export const ROWS = [atAGlance, streams, requests, redis, upstream, processes]

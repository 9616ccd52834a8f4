// What the dashboard shows, row by row: the first answers "is it well?" without scrolling, each of the others one
// question more. Counted things are rates a second; what one gate alone can be in trouble with has a line a gate.
import { bars, heatmap, lines, stat, states, table, words } from './panel.js'

const GREEN = 'green'
const ORANGE = 'orange'
const RED = 'red'
const BLUE = 'blue'
const GREY = 'text'

/** What clients are told by which code: docs/API.md. */
const CODES = {
  1: 'no session',
  2: 'limit reached',
  3: 'token expired or unknown',
  4: 'no token',
  5: 'token of another session',
  6: 'stopped by the operator',
  7: 'reserved',
  8: 'acquires too fast',
  9: 'Redis away',
  10: 'upstream unreachable',
  11: 'upstream too slow',
  12: 'malformed',
  13: 'no upstream configured',
  14: 'method not allowed',
  15: 'loop',
  16: 'unknown expectation',
  17: 'head too large',
  18: 'head too slow',
  19: 'internal error',
  20: 'upstream full',
  21: 'gate full',
  22: 'too many requests on a stream',
  23: 'dead token, throttled'
}

const VERDICTS = {
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

/** What viewers wait for; counting and releasing they do not. */
const ASKED = 'operation=~"acquire|find|renew"'

// As the rules StreamgateErrorBudgetBurns... and StreamgateNearlyFull have them.
const DECIDED = `1 - (
  sum(rate(streamgate_refusals_total{$of, code=~"9|19|21"}[$__rate_interval]))
  + sum(rate(streamgate_connections_refused_total{$of, how="dropped"}[$__rate_interval]))
) / (
  sum(rate(streamgate_gate_decisions_total{$of}[$__rate_interval]))
  + sum(rate(streamgate_acquires_total{$of}[$__rate_interval]))
  + sum(rate(streamgate_renewals_total{$of, by="endpoint"}[$__rate_interval]))
  + sum(rate(streamgate_releases_total{$of}[$__rate_interval]))
  + sum(rate(streamgate_connections_refused_total{$of, how=~"rejected|dropped"}[$__rate_interval]))
)`
const FULL = {
  connections: 'streamgate_connections{$of} / streamgate_connections_max{$of}',
  requests: '(streamgate_requests_in_flight{$of} + streamgate_tunnels_open{$of}) / streamgate_requests_in_flight_max{$of}',
  processor: 'rate(process_cpu_seconds_total{$of}[$__rate_interval]) / (streamgate_workers{$of} > 0)',
  memory: 'process_resident_memory_bytes{$of} / streamgate_memory_max_bytes{$of}',
  'file descriptors': 'process_open_fds{$of} / process_max_fds{$of}'
}
const ALMOST_FULL = [[GREEN], [ORANGE, 0.8], [RED, 0.95]]
const UPSTREAM_FAILED = `sum(rate(streamgate_upstream_failures_total{$of}[$__rate_interval]))
  / (sum(rate(streamgate_upstream_failures_total{$of}[$__rate_interval])) + sum(rate(streamgate_upstream_response_seconds_count{$of}[$__rate_interval])))`
const REFUSED = `sum(rate(streamgate_gate_decisions_total{$of, decision="deny", reason!~"token_throttled|store_unreachable|overloaded"}[$__rate_interval]))
  / sum(rate(streamgate_gate_decisions_total{$of, reason!="token_throttled"}[$__rate_interval]))`

const atAGlance = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Alerts',
      description: 'Alerts of streamgate that fire now. docs/MONITORING.md says what to do about each.',
      queries: [['count(ALERTS{alertname=~"Streamgate.*", alertstate="firing", namespace=~"$namespace"}) or vector(0)', 'firing']],
      unit: 'none',
      thresholds: [[GREEN], [RED, 1]],
      mappings: words({ 0: ['none', GREEN] })
    }),
    stat({
      title: 'Streams now',
      description: 'Live streams of all viewers. The number is the store\'s, the same on every gate.',
      queries: [['sum(max by (namespace, job) (streamgate_streams_active{$of}))', 'streams']],
      unit: 'short',
      decimals: 0,
      noValue: 'unknown',
      thresholds: [[BLUE]]
    }),
    stat({
      title: 'To viewers',
      description: 'Video that is passed on to clients.',
      queries: [['8 * sum(rate(streamgate_bytes_total{$of, direction="to_client"}[$__rate_interval]))', 'to clients']],
      unit: 'bps',
      thresholds: [[BLUE]]
    }),
    stat({
      title: 'Decided',
      description: 'Share of requests that the gate could decide, be it yes or no: neither Redis away (code 9), nor an error (19), nor no room (21). The objective is 99.9 %.',
      queries: [[DECIDED, 'decided']],
      unit: 'percentunit',
      decimals: 2,
      noValue: 'no traffic',
      thresholds: [[RED], [ORANGE, 0.99], [GREEN, 0.999]]
    }),
    stat({
      title: 'Refused video',
      description: 'Share of requests for video that are refused for their token. Without forgotten players, which repeat a dead token for ever (code 23).',
      queries: [[REFUSED, 'refused']],
      unit: 'percentunit',
      decimals: 1,
      noValue: 'no traffic',
      thresholds: [[GREEN], [ORANGE, 0.2], [RED, 0.5]]
    }),
    stat({
      title: 'Redis',
      description: 'Whether Redis answers the gates. Without it streams play on for --outage-grace and new ones are answered 503.',
      queries: [['min(streamgate_store_available{$of})', 'answers']],
      unit: 'none',
      graph: 'none',
      thresholds: [[RED], [GREEN, 1]],
      mappings: words({ 0: ['away', RED], 1: ['answers', GREEN] })
    }),
    stat({
      title: 'Upstream failing',
      description: 'Share of exchanges with the video backend that fail.',
      queries: [[UPSTREAM_FAILED, 'failing']],
      unit: 'percentunit',
      decimals: 1,
      noValue: 'no traffic',
      thresholds: [[GREEN], [ORANGE, 0.01], [RED, 0.05]]
    }),
    stat({
      title: 'Gates',
      description: 'Gates that serve clients and answer Prometheus.',
      queries: [['count(streamgate_workers{$of} > 0) or vector(0)', 'gates']],
      unit: 'none',
      thresholds: [[RED], [GREEN, 1]]
    }),
    lines({
      title: 'Requests for video',
      description: 'Verdicts of the gate and why. Green is allowed; red is trouble of the gate or of Redis, the rest a refusal by rule.',
      queries: [['sum by (reason) (rate(streamgate_gate_decisions_total{$of}[$__rate_interval]))', '{{reason}}']],
      unit: 'reqps',
      width: 9,
      stack: true,
      colors: VERDICTS
    }),
    lines({
      title: 'Streams asked for',
      description: 'limit_reached: the viewer has as many as may be. rate_limited: a client in a loop.',
      queries: [['sum by (outcome) (rate(streamgate_acquires_total{$of}[$__rate_interval]))', '{{outcome}}']],
      unit: 'ops',
      width: 9,
      stack: true,
      colors: { granted: GREEN, resumed: 'light-green', limit_reached: ORANGE, rate_limited: 'yellow', store_unreachable: RED, overloaded: 'dark-red' }
    }),
    bars({
      title: 'How full the fullest gate is',
      description: 'Of what one gate may take. Above 80 % there is no room for the next peak.',
      queries: Object.entries(FULL).map(([what, share]) => [`max(${share})`, what]),
      unit: 'percentunit',
      width: 6,
      thresholds: ALMOST_FULL
    })
  ]
}

const streams = {
  title: 'Streams and the limit',
  panels: [
    lines({
      title: 'Live streams',
      description: 'In the store, and in the memory of the gates: a stream that plays through two gates is known to both.',
      queries: [
        ['sum(max by (namespace, job) (streamgate_streams_active{$of}))', 'in the store'],
        ['sum(streamgate_streams_known{$of})', 'known to gates']
      ],
      unit: 'short'
    }),
    lines({
      title: 'Refused for the limit',
      description: 'Share of those who ask for a stream. Above 20 % players mostly fail to release theirs, or viewers share a session.',
      queries: [['sum(rate(streamgate_acquires_total{$of, outcome="limit_reached"}[$__rate_interval])) / sum(rate(streamgate_acquires_total{$of}[$__rate_interval]))', 'refused']],
      unit: 'percentunit',
      thresholds: [[GREEN], [ORANGE, 0.2]],
      colors: { refused: ORANGE }
    }),
    heatmap({
      title: 'Streams of the viewer at each acquire',
      description: 'The new one included: how close to the limit viewers come.',
      queries: [['sum by (le) (increase(streamgate_viewer_streams_at_acquire_bucket{$of}[$__rate_interval]))', '{{le}}']],
      yUnit: 'none'
    }),
    lines({
      title: 'Renewals',
      description: 'By calls of players and by their traffic. unknown: the stream was gone by then.',
      queries: [['sum by (by, outcome) (rate(streamgate_renewals_total{$of}[$__rate_interval]))', '{{by}} {{outcome}}']],
      unit: 'ops',
      colors: { 'endpoint store_unreachable': RED, 'traffic store_unreachable': 'dark-red', 'endpoint unknown': ORANGE, 'traffic unknown': 'dark-orange' }
    }),
    lines({
      title: 'Renewals that came too late',
      description: 'Share of renewals whose stream was gone. Above 10 % players call too seldom for --expiry, or go on when they should stop.',
      queries: [['sum(rate(streamgate_renewals_total{$of, outcome="unknown"}[$__rate_interval])) / sum(rate(streamgate_renewals_total{$of}[$__rate_interval]))', 'too late']],
      unit: 'percentunit',
      thresholds: [[GREEN], [ORANGE, 0.1]],
      colors: { 'too late': ORANGE }
    }),
    lines({
      title: 'How streams end',
      description: 'Released by clients, stopped by the operator, and what ran and was cut because its stream had ended. Streams that nobody renews end without a word.',
      queries: [
        ['sum(rate(streamgate_releases_total{$of, outcome="released"}[$__rate_interval]))', 'released'],
        ['sum(rate(streamgate_stops_total{$of}[$__rate_interval]))', 'stopped by the operator'],
        ['sum by (reason) (rate(streamgate_exchanges_aborted_total{$of}[$__rate_interval]))', 'cut: {{reason}}']
      ],
      unit: 'ops',
      colors: { 'stopped by the operator': 'purple', 'cut: expired': ORANGE }
    })
  ]
}

const requests = {
  title: 'Requests and refusals',
  panels: [
    lines({
      title: 'Refusals by code',
      description: 'Every error answer of the gate itself, by the code that X-Stream-Error says: docs/API.md.',
      queries: [['sum by (code) (rate(streamgate_refusals_total{$of}[$__rate_interval])) > 0 or sum by (code) (rate(streamgate_refusals_total{$of, code="2"}[$__rate_interval]))', '{{code}}']],
      unit: 'reqps',
      names: Object.fromEntries(Object.entries(CODES).map(([code, text]) => [code, `${code} ${text}`])),
      width: 12,
      height: 9
    }),
    lines({
      title: 'Under way',
      description: 'Responses and WebSockets that are being forwarded.',
      queries: [
        ['sum(streamgate_requests_in_flight{$of})', 'requests'],
        ['sum(streamgate_tunnels_open{$of})', 'WebSockets'],
        ['sum(streamgate_connections{$of})', 'connections of clients']
      ],
      unit: 'short',
      width: 12,
      height: 9
    }),
    lines({
      title: 'Decided from memory',
      description: 'Share of decisions that needed no Redis, and so no time. Low after a start, and when streams hop between gates.',
      queries: [['sum(rate(streamgate_gate_decisions_from_memory_total{$of}[$__rate_interval])) / sum(rate(streamgate_gate_decisions_total{$of}[$__rate_interval]))', 'from memory']],
      unit: 'percentunit',
      max: 1
    }),
    lines({
      title: 'Bytes',
      description: 'Bodies and WebSockets, as passed on.',
      queries: [['8 * sum by (direction) (rate(streamgate_bytes_total{$of}[$__rate_interval]))', '{{direction}}']],
      unit: 'bps'
    }),
    lines({
      title: 'Forgotten players and slow clients',
      description: 'Players that repeat a dead token are held back for a second. immediate: too many were, and the answer was not. Connections are cut when their client takes or sends nothing.',
      queries: [
        ['sum by (how) (rate(streamgate_refusals_throttled_total{$of}[$__rate_interval]))', 'dead token, {{how}}'],
        ['sum(streamgate_refusals_tarpitted{$of})', 'answers held now'],
        ['sum by (reason) (rate(streamgate_clients_aborted_total{$of}[$__rate_interval]))', 'cut: {{reason}}'],
        ['sum by (how) (rate(streamgate_connections_refused_total{$of}[$__rate_interval]))', 'connection {{how}}']
      ],
      unit: 'short'
    })
  ]
}

const redis = {
  title: 'Redis',
  panels: [
    lines({
      title: 'Time of a decision that asks Redis',
      description: 'Acquires, renewals, and the first request of a stream at a gate. All others are decided from memory. At --redis-command-timeout, 0.2 s by default, an answer counts as lost.',
      queries: [0.5, 0.95, 0.99].map(quantile => [`histogram_quantile(${quantile}, sum by (le) (rate(streamgate_store_operation_seconds_bucket{$of, ${ASKED}}[$__rate_interval])))`, `p${quantile * 100}`]),
      unit: 's',
      thresholds: [[GREEN], [ORANGE, 0.05], [RED, 0.2]]
    }),
    lines({
      title: 'p99 by operation',
      description: 'Time until the store answered or was given up.',
      queries: [['histogram_quantile(0.99, sum by (operation, le) (rate(streamgate_store_operation_seconds_bucket{$of}[$__rate_interval]))) >= 0', '{{operation}}']],
      unit: 's'
    }),
    heatmap({
      title: 'How long Redis takes',
      description: 'All operations. A second band far above the first is a bad link or a busy command beside ours.',
      queries: [['sum by (le) (increase(streamgate_store_operation_seconds_bucket{$of}[$__rate_interval]))', '{{le}}']],
      yUnit: 's'
    }),
    lines({
      title: 'Questions',
      description: 'Operations a second.',
      queries: [['sum by (operation) (rate(streamgate_store_operation_seconds_count{$of}[$__rate_interval]))', '{{operation}}']],
      unit: 'ops',
      stack: true
    }),
    lines({
      title: 'Errors',
      description: 'STORE_UNREACHABLE: no answer. STORE_TLS_FAILED: a certificate is refused. STORE_REFUSED: full (OOM), or not permitted (NOPERM). UNEXPECTED: a bug. While Redis is away each gate asks four times a second whether it is back.',
      queries: [['sum by (code) (rate(streamgate_store_errors_total{$of}[$__rate_interval]))', '{{code}}']],
      unit: 'ops',
      colors: { STORE_UNREACHABLE: RED, STORE_TLS_FAILED: 'dark-red', STORE_REFUSED: ORANGE, UNEXPECTED: 'purple' }
    }),
    lines({
      title: 'Outages, bridged',
      description: 'Requests allowed though Redis could not be asked, and streams that Redis had lost and gates brought back.',
      queries: [
        ['sum(rate(streamgate_requests_allowed_in_grace_total{$of}[$__rate_interval]))', 'requests tolerated'],
        ['sum(rate(streamgate_streams_restored_total{$of}[$__rate_interval]))', 'streams restored']
      ],
      unit: 'ops'
    }),
    states({
      title: 'Redis answers',
      description: 'One line a gate: one red line alone is that gate\'s network.',
      queries: [['streamgate_store_available{$of}', '{{instance}}']],
      mappings: words({ 0: ['away', RED], 1: ['answers', GREEN] }),
      height: 6
    }),
    states({
      title: 'Ends are heard of',
      description: 'Whether a gate hears at once of streams that end at another. Red: it asks Redis anew every second instead.',
      queries: [['streamgate_store_subscribed{$of}', '{{instance}}']],
      mappings: words({ 0: ['asks anew', ORANGE], 1: ['hears', GREEN] }),
      height: 6
    }),
    states({
      title: 'The limit holds',
      description: 'Red: Redis is away, --store-outage is allow, and everybody may watch.',
      queries: [['1 - streamgate_failing_open{$of}', '{{instance}}']],
      mappings: words({ 0: ['suspended', RED], 1: ['holds', GREEN] }),
      height: 6
    })
  ]
}

const upstream = {
  title: 'Upstream',
  panels: [
    lines({
      title: 'Time to the head of the response',
      description: 'Of the video backend, without the gate. Above a second players stop to buffer.',
      queries: [0.5, 0.95, 0.99].map(quantile => [`histogram_quantile(${quantile}, sum by (le) (rate(streamgate_upstream_response_seconds_bucket{$of}[$__rate_interval])))`, `p${quantile * 100}`]),
      unit: 's',
      thresholds: [[GREEN], [ORANGE, 1]]
    }),
    lines({
      title: 'Responses',
      description: 'Responses whose head arrived, whatever their status.',
      queries: [['sum by (instance) (rate(streamgate_upstream_response_seconds_count{$of}[$__rate_interval]))', '{{instance}}']],
      unit: 'reqps',
      stack: true
    }),
    lines({
      title: 'Failures',
      description: 'Refused or not to be reached, by or with a certificate that is not trusted, too slow, or broken off in the middle.',
      queries: [['sum by (code) (rate(streamgate_upstream_failures_total{$of}[$__rate_interval]))', '{{code}}']],
      unit: 'reqps',
      colors: { UPSTREAM_UNREACHABLE: RED, UPSTREAM_TLS_FAILED: 'dark-red', UPSTREAM_TOO_SLOW: ORANGE, UPSTREAM_BROKEN: 'purple' }
    }),
    lines({
      title: 'Second attempts',
      description: 'Requests sent once more on another connection, or to another upstream. Viewers notice nothing of these.',
      queries: [
        ['sum(rate(streamgate_upstream_retries_total{$of}[$__rate_interval]))', 'on another connection'],
        ['sum(rate(streamgate_upstream_redispatches_total{$of}[$__rate_interval]))', 'to another upstream']
      ],
      unit: 'reqps',
      width: 12
    }),
    lines({
      title: 'Waiting and left out',
      description: 'Requests that wait for a connection (--upstream-max-connections), and upstreams that are left out because they failed in a row.',
      queries: [
        ['sum(streamgate_upstream_requests_pending{$of})', 'requests waiting'],
        ['max(streamgate_upstreams_ejected{$of})', 'upstreams left out'],
        ['sum(increase(streamgate_upstream_ejections_total{$of}[$__rate_interval]))', 'times left out']
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
      title: 'Processor',
      description: 'Of what its workers can use: a process runs JavaScript on one processor.',
      queries: [[FULL.processor, '{{instance}}']],
      unit: 'percentunit',
      thresholds: ALMOST_FULL
    }),
    lines({
      title: 'Memory',
      description: 'Of what the container may take. At 100 % the gate is killed.',
      queries: [[FULL.memory, '{{instance}}']],
      unit: 'percentunit',
      thresholds: ALMOST_FULL
    }),
    lines({
      title: 'Event loop lag, p99',
      description: 'How late the gate is with all it does. Above 0.1 s it needs more processors, or more gates beside it.',
      queries: [['nodejs_eventloop_lag_p99_seconds{$of}', '{{instance}}']],
      unit: 's',
      thresholds: [[GREEN], [ORANGE, 0.1]]
    }),
    lines({
      title: 'Connections of clients',
      description: 'Of --max-connections.',
      queries: [[FULL.connections, '{{instance}}']],
      unit: 'percentunit',
      thresholds: ALMOST_FULL
    }),
    lines({
      title: 'Resident memory and heap',
      description: 'A heap that only ever grows is a leak.',
      queries: [
        ['process_resident_memory_bytes{$of}', '{{instance}} resident'],
        ['nodejs_heap_size_used_bytes{$of}', '{{instance}} heap']
      ],
      unit: 'bytes'
    }),
    lines({
      title: 'Garbage collection',
      description: 'Share of its time that a gate spends on it.',
      queries: [['sum by (instance) (rate(nodejs_gc_duration_seconds_sum{$of}[$__rate_interval]))', '{{instance}}']],
      unit: 'percentunit'
    }),
    lines({
      title: 'Open file descriptors',
      description: 'Of what the system allows: one for each connection of a client, and one to the upstream while it watches.',
      queries: [[FULL['file descriptors'], '{{instance}}']],
      unit: 'percentunit',
      thresholds: ALMOST_FULL
    }),
    lines({
      title: 'Starts and lost workers',
      description: 'Times that a gate was started again in its place, and workers that ended without being told to, both within an hour.',
      queries: [
        ['changes(process_start_time_seconds{$of}[1h])', '{{instance}} starts'],
        ['increase(streamgate_workers_lost_total{$of}[1h])', '{{instance}} workers lost']
      ],
      unit: 'short'
    }),
    lines({
      title: 'Certificates end in',
      description: 'Those that gates were started with. Empty where none is configured.',
      queries: [['min by (certificate) (streamgate_certificate_expiry_timestamp_seconds{$of}) - time()', '{{certificate}}']],
      unit: 's',
      thresholds: [[RED], [ORANGE, 2 * 86_400], [GREEN, 14 * 86_400]]
    }),
    table({
      title: 'What is running',
      description: 'Every gate that answers, with the version of the program and of Node.',
      queries: [['streamgate_build_info{$of}', '']],
      columns: { instance: 'Gate', version: 'Version', node_version: 'Node' }
    })
  ]
}

export const ROWS = [atAGlance, streams, requests, redis, upstream, processes]

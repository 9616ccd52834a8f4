import type { Option } from '../option.js'
import { host } from '../types/host.js'
import { oneOf } from '../types/one-of.js'
import { pemFile } from '../types/pem-file.js'
import { redactUser } from '../types/redact-user.js'
import { seconds } from '../types/seconds.js'
import { httpToken } from '../types/text.js'
import { trueOrFalse } from '../types/true-or-false.js'
import { upstreamUrl } from '../types/upstream-url.js'
import { wholeNumber } from '../types/whole-number.js'

export const UPSTREAM = {
  upstreamUrl: {
    flag: '--upstream',
    env: 'UPSTREAM_URL',
    placeholder: 'url',
    type: upstreamUrl,
    variadic: true,
    redact: redactUser,
    doc: 'URL of the video backend, or of several endpoints of it.',
    more: 'Requests keep the target that the client sent, so the URL has no path. All endpoints must serve the same content, either all over TLS or none. ' +
      'Requests are balanced by least connections, and a request that cannot connect is retried on another endpoint, unnoticed by the client. Without this option the gate serves the streams path only.',
    example: 'http://video:8080'
  },
  upstreamHostHeader: {
    flag: '--upstream-host-header',
    env: 'UPSTREAM_HOST_HEADER',
    placeholder: 'client|upstream',
    type: oneOf('client', 'upstream'),
    defaultText: 'client',
    doc: 'Which Host header the upstream receives: the one of the client, or the host of the upstream URL.',
    more: 'Object stores and virtual hosts of other providers need `upstream`.',
    example: 'upstream'
  },
  upstreamConnectTimeout: {
    flag: '--upstream-connect-timeout',
    env: 'UPSTREAM_CONNECT_TIMEOUT',
    placeholder: 'seconds',
    type: seconds(),
    defaultText: '5',
    doc: 'Timeout of connecting to the upstream, including TLS.',
    example: '2'
  },
  upstreamResponseTimeout: {
    flag: '--upstream-response-timeout',
    env: 'UPSTREAM_RESPONSE_TIMEOUT',
    placeholder: 'seconds',
    type: seconds(),
    defaultText: '30',
    doc: 'How long the upstream may take from the end of a request to the head of its response.',
    example: '10'
  },
  upstreamIdleTimeout: {
    flag: '--upstream-idle-timeout',
    env: 'UPSTREAM_IDLE_TIMEOUT',
    placeholder: 'seconds',
    type: seconds('unlimited'),
    defaultText: '60',
    doc: 'How long the upstream may send nothing within a response.',
    example: '0'
  },
  upstreamMaxConnections: {
    flag: '--upstream-max-connections',
    env: 'UPSTREAM_MAX_CONNECTIONS',
    placeholder: 'number',
    type: wholeNumber(1, 65_535),
    defaultText: '4096',
    doc: 'Connections to each endpoint in use at once, including WebSockets.',
    more: 'A download uses one until it ends. Requests beyond this number wait for a connection.',
    example: '512'
  },
  upstreamMaxPending: {
    flag: '--upstream-max-pending',
    env: 'UPSTREAM_MAX_PENDING',
    placeholder: 'number',
    type: wholeNumber(0, 65_535),
    defaultText: '1024',
    doc: 'Requests that may wait for an upstream connection at once.',
    more: 'Each waits at most for `--upstream-connect-timeout`. A request that gets no connection in that time, or that exceeds this number, gets 503 with Retry-After.',
    example: '0'
  },
  upstreamMaxFailures: {
    flag: '--upstream-max-failures',
    env: 'UPSTREAM_MAX_FAILURES',
    placeholder: 'number',
    type: wholeNumber(1, 1000),
    defaultText: '3',
    doc: 'Consecutive failures after which an endpoint is ejected.',
    more: 'A failure is a connection that cannot be opened, or that breaks or times out before the head of the response. If all endpoints are ejected, the gate uses all of them.',
    example: '5'
  },
  upstreamProbeInterval: {
    flag: '--upstream-probe-interval',
    env: 'UPSTREAM_PROBE_INTERVAL',
    placeholder: 'seconds',
    type: seconds(),
    defaultText: '10',
    doc: 'Interval of the health checks of an ejected endpoint.',
    more: 'The check sends `HEAD /`; any response readmits the endpoint.',
    example: '2'
  },
  upstreamCaFile: {
    flag: '--upstream-ca-file',
    env: 'UPSTREAM_CA_FILE',
    placeholder: 'path',
    type: pemFile('CERTIFICATE'),
    doc: 'CA bundle for the upstream, used instead of the public CAs.',
    example: '/etc/streamgate/upstream-ca.pem'
  },
  upstreamCertFile: {
    flag: '--upstream-cert-file',
    env: 'UPSTREAM_CERT_FILE',
    placeholder: 'path',
    type: pemFile('CERTIFICATE'),
    doc: 'Client certificate for the upstream (mutual TLS).',
    example: '/etc/streamgate/upstream.pem'
  },
  upstreamKeyFile: {
    flag: '--upstream-key-file',
    env: 'UPSTREAM_KEY_FILE',
    placeholder: 'path',
    type: pemFile('PRIVATE KEY'),
    doc: 'Private key of the client certificate, without a passphrase.',
    example: '/etc/streamgate/upstream.key'
  },
  upstreamServerName: {
    flag: '--upstream-server-name',
    env: 'UPSTREAM_SERVER_NAME',
    placeholder: 'name',
    type: host,
    doc: 'Server name to send (SNI) and to verify, if it is not the host of the URL.',
    example: 'video.example.com'
  },
  upstreamInsecure: {
    flag: '--upstream-insecure',
    env: 'UPSTREAM_INSECURE',
    placeholder: 'true|false',
    type: trueOrFalse,
    defaultText: 'false',
    doc: 'Accept any certificate of the upstream.',
    more: 'For tests only: anyone on the network path can then read and change the video.',
    example: 'true'
  },
  viaName: {
    flag: '--via-name',
    env: 'VIA_NAME',
    placeholder: 'name',
    type: httpToken,
    defaultText: 'streamgate',
    doc: 'Name of the gate in the Via header.',
    more: 'A request that already carries this name is refused as a loop, so gates in a chain need different names.',
    example: 'streamgate-edge'
  }
} as const satisfies Record<string, Option>

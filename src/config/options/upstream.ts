import type { Option } from '../option.js'
import { host } from '../types/host.js'
import { oneOf } from '../types/one-of.js'
import { pemFile } from '../types/pem-file.js'
import { redactUser } from '../types/redact-user.js'
import { seconds } from '../types/seconds.js'
import { fieldToken } from '../types/text.js'
import { trueOrFalse } from '../types/true-or-false.js'
import { upstreamUrl } from '../types/upstream-url.js'
import { wholeNumber } from '../types/whole-number.js'

export const UPSTREAM = {
  upstreamUrl: {
    flag: '--upstream',
    env: 'UPSTREAM_URL',
    placeholder: 'url',
    kind: upstreamUrl,
    many: true,
    redact: redactUser,
    doc: 'The video backend.',
    more: 'Requests reach it with the target the client sent, so the URL has no path. Several must serve the same, all over TLS or none: each request goes to the one that has the fewest under way, and where one cannot be reached to another, without the client noticing. Without any the gate serves the streams path alone.',
    example: 'http://video:8080'
  },
  upstreamHostHeader: {
    flag: '--upstream-host-header',
    env: 'UPSTREAM_HOST_HEADER',
    placeholder: 'client|upstream',
    kind: oneOf('client', 'upstream'),
    fallback: 'client',
    doc: 'Whose Host the upstream sees: the one the client sent, or its own.',
    more: 'Object stores and virtual hosts of other people want their own.',
    example: 'upstream'
  },
  upstreamConnectTimeout: {
    flag: '--upstream-connect-timeout',
    env: 'UPSTREAM_CONNECT_TIMEOUT',
    placeholder: 'seconds',
    kind: seconds(),
    fallback: '5',
    doc: 'How long connecting to the upstream may take, TLS included.',
    example: '2'
  },
  upstreamResponseTimeout: {
    flag: '--upstream-response-timeout',
    env: 'UPSTREAM_RESPONSE_TIMEOUT',
    placeholder: 'seconds',
    kind: seconds(),
    fallback: '30',
    doc: 'How long the upstream may take from the end of a request to the head of its response.',
    example: '10'
  },
  upstreamIdleTimeout: {
    flag: '--upstream-idle-timeout',
    env: 'UPSTREAM_IDLE_TIMEOUT',
    placeholder: 'seconds',
    kind: seconds('no limit'),
    fallback: '60',
    doc: 'How long the upstream may be silent within a response.',
    example: '0'
  },
  upstreamMaxConnections: {
    flag: '--upstream-max-connections',
    env: 'UPSTREAM_MAX_CONNECTIONS',
    placeholder: 'number',
    kind: wholeNumber(1, 65_535),
    fallback: '4096',
    doc: 'Connections to each upstream that may be in use at once, those of WebSockets included.',
    more: 'A download uses one for as long as it lasts. Requests that find none wait.',
    example: '512'
  },
  upstreamMaxPending: {
    flag: '--upstream-max-pending',
    env: 'UPSTREAM_MAX_PENDING',
    placeholder: 'number',
    kind: wholeNumber(0, 65_535),
    fallback: '1024',
    doc: 'Requests that may wait at once for a connection to be free.',
    more: 'Each waits as long as connecting may take at most. Who waits in vain, or would be one too many, is answered 503 with Retry-After.',
    example: '0'
  },
  upstreamMaxFailures: {
    flag: '--upstream-max-failures',
    env: 'UPSTREAM_MAX_FAILURES',
    placeholder: 'number',
    kind: wholeNumber(1, 1000),
    fallback: '3',
    doc: 'How often in a row an upstream may fail before it counts as lost and is left out.',
    more: 'A failure is a connection that cannot be opened, or one that breaks or stays silent before the head of the response. When all are lost none is left out.',
    example: '5'
  },
  upstreamProbeInterval: {
    flag: '--upstream-probe-interval',
    env: 'UPSTREAM_PROBE_INTERVAL',
    placeholder: 'seconds',
    kind: seconds(),
    fallback: '10',
    doc: 'How often a lost upstream is asked whether it is back.',
    more: 'It is asked for `HEAD /`; any response brings it back.',
    example: '2'
  },
  upstreamCaFile: {
    flag: '--upstream-ca-file',
    env: 'UPSTREAM_CA_FILE',
    placeholder: 'path',
    kind: pemFile('CERTIFICATE'),
    doc: 'Authorities that may vouch for the upstream, instead of the public ones.',
    example: '/etc/streamgate/upstream-ca.pem'
  },
  upstreamCertFile: {
    flag: '--upstream-cert-file',
    env: 'UPSTREAM_CERT_FILE',
    placeholder: 'path',
    kind: pemFile('CERTIFICATE'),
    doc: 'Certificate that the gate shows to the upstream.',
    example: '/etc/streamgate/upstream.pem'
  },
  upstreamKeyFile: {
    flag: '--upstream-key-file',
    env: 'UPSTREAM_KEY_FILE',
    placeholder: 'path',
    kind: pemFile('PRIVATE KEY'),
    doc: 'Private key of that certificate, without a passphrase.',
    example: '/etc/streamgate/upstream.key'
  },
  upstreamServerName: {
    flag: '--upstream-server-name',
    env: 'UPSTREAM_SERVER_NAME',
    placeholder: 'name',
    kind: host,
    doc: 'Name to ask for (SNI) and to verify, where it is not the host of the URL.',
    example: 'video.example.com'
  },
  upstreamInsecure: {
    flag: '--upstream-insecure',
    env: 'UPSTREAM_INSECURE',
    placeholder: 'true|false',
    kind: trueOrFalse,
    fallback: 'false',
    doc: 'Accept any certificate of the upstream.',
    more: 'Whoever is on the way can then read and change the video. For trying things out.',
    example: 'true'
  },
  viaName: {
    flag: '--via-name',
    env: 'VIA_NAME',
    placeholder: 'name',
    kind: fieldToken,
    fallback: 'streamgate',
    doc: 'The name of the gate in Via.',
    more: 'A request that already carries it is refused as a loop: gates in a row need names of their own.',
    example: 'streamgate-edge'
  }
} as const satisfies Record<string, Option>

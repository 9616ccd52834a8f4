import type { Option } from '../option.js'
import { addressRange } from '../types/address-range.js'
import { oneOf } from '../types/one-of.js'
import { rawPath } from '../types/text.js'

export const REQUESTS = {
  healthPath: {
    flag: '--health-path',
    env: 'HEALTH_PATH',
    placeholder: 'path',
    type: rawPath,
    defaultText: '/',
    doc: 'Path of the public health check, which returns 200 while the gate runs.',
    more: 'It hides the upstream\'s own response at that path.',
    example: '/healthz'
  },
  streamsPath: {
    flag: '--streams-path',
    env: 'STREAMS_PATH',
    placeholder: 'path',
    type: rawPath,
    defaultText: '/streams',
    doc: 'Path where clients acquire, renew and release streams.',
    example: '/api/streams'
  },
  publicPaths: {
    flag: '--public',
    env: 'PUBLIC_PATHS',
    placeholder: 'path',
    type: rawPath,
    variadic: true,
    doc: 'Paths that are forwarded to the upstream without a token.',
    more: 'Each is compared byte for byte with the path that the client sent, without the query: nothing is decoded, there are no prefixes or patterns, ' +
      'and a path in any other spelling needs a token. A path that contains a comma can be given by the flag only.',
    example: '/favicon.ico'
  },
  trustedProxies: {
    flag: '--trusted-proxy',
    env: 'TRUSTED_PROXIES',
    placeholder: 'range',
    type: addressRange,
    variadic: true,
    doc: 'Proxies in front of the gate whose X-Forwarded-* headers are trusted.',
    more: 'List the addresses of your load balancer and nothing wider: every client in the range can claim any address. ' +
      'The gate removes these headers from requests of all other peers and sets its own.',
    example: '10.0.0.0/8'
  },
  refusalStatus: {
    flag: '--refusal-status',
    env: 'REFUSAL_STATUS',
    placeholder: '401|403',
    type: oneOf('401', '403'),
    defaultText: '401',
    doc: 'Status of requests for video that are refused because of their token.',
    more: 'Some players retry a 401 forever and stop at a 403. Responses of the streams path keep their status.',
    example: '403'
  }
} as const satisfies Record<string, Option>

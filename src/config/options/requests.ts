import type { Option } from '../option.js'
import { addressRange } from '../types/address-range.js'
import { oneOf } from '../types/one-of.js'
import { rawPath } from '../types/text.js'

export const REQUESTS = {
  healthPath: {
    flag: '--health-path',
    env: 'HEALTH_PATH',
    placeholder: 'path',
    kind: rawPath,
    fallback: '/',
    doc: 'Path that answers 200 while the gate runs.',
    more: 'It hides the upstream\'s own answer at that path.',
    example: '/healthz'
  },
  streamsPath: {
    flag: '--streams-path',
    env: 'STREAMS_PATH',
    placeholder: 'path',
    kind: rawPath,
    fallback: '/streams',
    doc: 'Path where streams are acquired, renewed and released.',
    example: '/api/streams'
  },
  publicPaths: {
    flag: '--public',
    env: 'PUBLIC_PATHS',
    placeholder: 'path',
    kind: rawPath,
    many: true,
    doc: 'Paths that reach the upstream without a token.',
    more: 'Compared byte for byte with what the client sent, without its query: nothing is decoded, no prefix or pattern is meant, ' +
      'and whatever is spelled differently needs a token. A path with a comma can be given by the flag alone.',
    example: '/favicon.ico'
  },
  trustedProxies: {
    flag: '--trusted-proxy',
    env: 'TRUSTED_PROXIES',
    placeholder: 'range',
    kind: addressRange,
    many: true,
    doc: 'Proxies in front of the gate whose X-Forwarded-* are believed.',
    more: 'Name your load balancer\'s addresses and nothing wider: everybody in the range can pretend to be anybody. ' +
      'From all other peers the fields are dropped and written anew.',
    example: '10.0.0.0/8'
  },
  refusalStatus: {
    flag: '--refusal-status',
    env: 'REFUSAL_STATUS',
    placeholder: '401|403',
    kind: oneOf('401', '403'),
    fallback: '401',
    doc: 'Status of requests for video that are refused for their token.',
    more: 'Some players repeat a 401 for ever and give up on a 403. Answers of the streams path keep their status.',
    example: '403'
  }
} as const satisfies Record<string, Option>

import type { Option } from '../option.js'
import { oneOf } from '../types/one-of.js'
import { fieldToken, parameterName, rawPath } from '../types/text.js'

export const TRANSPORTS = {
  tokenTransports: {
    flag: '--token-transport',
    env: 'TOKEN_TRANSPORTS',
    placeholder: 'path|cookie|query',
    kind: oneOf('path', 'cookie', 'query'),
    many: true,
    doc: 'How a request for video may carry its token besides X-Stream-Token.',
    more: '`path`: `/~TOKEN/live/main.m3u8`, which relative URLs inherit. `cookie`: set by `/streams?transport=cookie`, for `GET` and `HEAD` only. ' +
      '`query`: a parameter, which the gate adds to what HLS and DASH manifests name. None reaches the upstream. ' +
      'A token in a URL is seen by whoever sees the URL, and one cookie serves all tabs of a browser: turn on what your players need.',
    example: 'path'
  },
  tokenParameter: {
    flag: '--token-parameter',
    env: 'TOKEN_PARAMETER',
    placeholder: 'name',
    kind: parameterName,
    fallback: 'stream_token',
    doc: 'Query parameter that carries the token.',
    example: 'st'
  },
  tokenCookie: {
    flag: '--token-cookie',
    env: 'TOKEN_COOKIE',
    placeholder: 'name',
    kind: fieldToken,
    fallback: 'stream_token',
    doc: 'Cookie that carries the token.',
    example: '__Host-stream'
  },
  tokenCookiePath: {
    flag: '--token-cookie-path',
    env: 'TOKEN_COOKIE_PATH',
    placeholder: 'path',
    kind: rawPath,
    fallback: '/',
    doc: 'Path below which browsers send the cookie.',
    more: 'Where your video is: nothing else needs to see it.',
    example: '/live/'
  },
  tokenCookieSameSite: {
    flag: '--token-cookie-same-site',
    env: 'TOKEN_COOKIE_SAME_SITE',
    placeholder: 'lax|strict|none',
    kind: oneOf('lax', 'strict', 'none'),
    fallback: 'lax',
    doc: 'Whether pages of other sites can have the cookie sent.',
    more: '`none` is for players on another site than the gate. It needs HTTPS, and has the cookie partitioned, one for each site with players: browsers that block cookies of other sites take none but such.',
    example: 'none'
  }
} as const satisfies Record<string, Option>

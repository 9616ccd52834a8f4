import type { Option } from '../option.js'
import { oneOf } from '../types/one-of.js'
import { httpToken, parameterName, rawPath } from '../types/text.js'

export const TRANSPORTS = {
  tokenTransports: {
    flag: '--token-transport',
    env: 'TOKEN_TRANSPORTS',
    placeholder: 'path|cookie|query',
    type: oneOf('path', 'cookie', 'query'),
    variadic: true,
    doc: 'How a request for video may carry its token, besides the X-Stream-Token header.',
    more: '`path`: `/~TOKEN/live/main.m3u8`, which relative URLs inherit. `cookie`: set by `/streams?transport=cookie`, accepted for `GET` and `HEAD` only. ' +
      '`query`: a parameter that the gate adds to the URIs in HLS and DASH manifests. The upstream never receives the token. ' +
      'A token in a URL is visible to everyone who sees the URL, and all tabs of a browser share one cookie: enable only what your players need.',
    example: 'path'
  },
  tokenParameter: {
    flag: '--token-parameter',
    env: 'TOKEN_PARAMETER',
    placeholder: 'name',
    type: parameterName,
    defaultText: 'stream_token',
    doc: 'Query parameter that carries the token.',
    example: 'st'
  },
  tokenCookie: {
    flag: '--token-cookie',
    env: 'TOKEN_COOKIE',
    placeholder: 'name',
    type: httpToken,
    defaultText: 'stream_token',
    doc: 'Cookie that carries the token.',
    example: '__Host-stream'
  },
  tokenCookiePath: {
    flag: '--token-cookie-path',
    env: 'TOKEN_COOKIE_PATH',
    placeholder: 'path',
    type: rawPath,
    defaultText: '/',
    doc: 'Path attribute of the cookie: browsers send it only below this path.',
    more: 'Use the path of your video; no other resource needs the cookie.',
    example: '/live/'
  },
  tokenCookieSameSite: {
    flag: '--token-cookie-same-site',
    env: 'TOKEN_COOKIE_SAME_SITE',
    placeholder: 'lax|strict|none',
    type: oneOf('lax', 'strict', 'none'),
    defaultText: 'lax',
    doc: 'SameSite attribute of the cookie: whether requests from pages of other sites carry it.',
    more: 'Use `none` for players on another site than the gate. It requires HTTPS and makes the cookie partitioned (one for each embedding site), because browsers that block third-party cookies accept only partitioned ones.',
    example: 'none'
  }
} as const satisfies Record<string, Option>

import type { IncomingMessage } from 'node:http'
import { allowOrigin } from './allow-origin.js'

/** What pages of other origins may read of an answer, beside what any page may (Fetch standard, section 3.3.2). */
const EXPOSED = [
  'Accept-Ranges', 'Content-Encoding', 'Content-Length', 'Content-Range', 'Date', 'ETag', 'Retry-After', 'X-Request-Id',
  'X-Stream-Active', 'X-Stream-Error', 'X-Stream-Expires-In', 'X-Stream-Limit', 'X-Stream-Renew-In'
].join(', ')
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'
/** Said where a browser names none; else it is told the very ones that it named. */
const REQUEST_HEADERS = 'X-Stream-Session, X-Stream-Token, X-Stream-Device, Content-Type, Range, If-None-Match, If-Modified-Since, Cache-Control, CMCD-Request, CMCD-Object, CMCD-Status, CMCD-Session'
const HEADER_NAMES = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:[ \t]*,[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*$/

/** Fields that tell pages of other origins what they may do; on an upstream's answer ours stand in their place. */
export const CORS_HEADERS: readonly string[] = [
  'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers',
  'access-control-allow-methods', 'access-control-allow-headers', 'access-control-max-age', 'access-control-allow-private-network'
]

/** The gate's word on pages of other origins, as the Fetch standard has it (section 3.3, CORS protocol). */
export interface Cors {
  /** Flat fields for any answer to the request, a refusal too. */
  readonly headersFor: (request: IncomingMessage) => readonly string[]
  /** What more an answer to the request says when that is a preflight; undefined when it is none. */
  readonly preflight: (request: IncomingMessage) => readonly string[] | undefined
}

/**
 * @param origins whose pages are let in, see `allowOrigin`; undefined is returned for none: CORS is the upstream's
 */
export function openCors ({ origins, maxAgeSeconds }: { origins: readonly string[], maxAgeSeconds: number }): Cors | undefined {
  if (origins.length === 0) return undefined
  const policyOf = allowOrigin(origins)
  // Where only any page may, all get the same answer, and a shared cache may keep it.
  const varies = origins.some(origin => origin !== '*') ? ['Vary', 'Origin'] : []
  const forAny = ['Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', EXPOSED, ...varies]

  return {
    headersFor: ({ headers: { origin } }) => {
      if (origin === undefined) return varies.length === 0 ? forAny : varies
      switch (policyOf(origin)) {
        case 'any': return forAny
        case 'refused': return varies
        case 'named': return ['Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true', 'Access-Control-Expose-Headers', EXPOSED, ...varies]
      }
    },
    preflight: ({ method, headers }) => {
      const { origin } = headers
      if (method !== 'OPTIONS' || origin === undefined || headers['access-control-request-method'] === undefined) return undefined
      if (policyOf(origin) === 'refused') return []
      const asked = headers['access-control-request-headers']
      return [
        'Access-Control-Allow-Methods', METHODS,
        'Access-Control-Allow-Headers', asked !== undefined && HEADER_NAMES.test(asked) ? asked : REQUEST_HEADERS,
        'Access-Control-Max-Age', String(maxAgeSeconds),
        'Vary', 'Access-Control-Request-Headers'
      ]
    }
  }
}

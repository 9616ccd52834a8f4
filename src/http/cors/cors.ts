import type { IncomingMessage } from 'node:http'
import { allowOrigin } from './allow-origin.js'

/** Response headers that pages of other origins may read, besides those that any page may (Fetch standard, section 3.3.2). */
const EXPOSED = [
  'Accept-Ranges', 'Content-Encoding', 'Content-Length', 'Content-Range', 'Date', 'ETag', 'Retry-After', 'X-Request-Id',
  'X-Stream-Active', 'X-Stream-Error', 'X-Stream-Expires-In', 'X-Stream-Limit', 'X-Stream-Renew-In'
].join(', ')
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'
/** Allowed request headers when a preflight names none. A preflight that names some is allowed those. */
const REQUEST_HEADERS = 'X-Stream-Session, X-Stream-Token, X-Stream-Device, Content-Type, Range, If-None-Match, If-Modified-Since, Cache-Control, CMCD-Request, CMCD-Object, CMCD-Status, CMCD-Session'
const HEADER_NAMES = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:[ \t]*,[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*$/

/** The headers of CORS responses, in lower case. The gate's own replace the upstream's. */
export const CORS_HEADERS: readonly string[] = [
  'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers',
  'access-control-allow-methods', 'access-control-allow-headers', 'access-control-max-age', 'access-control-allow-private-network'
]

/** The gate's CORS policy (Fetch standard, section 3.3). Headers are flat names and values. */
export interface Cors {
  /** Headers of every response to the request, refusals included. */
  readonly headersFor: (request: IncomingMessage) => readonly string[]
  readonly isPreflight: (request: IncomingMessage) => boolean
  /** Further headers of the response to a preflight. */
  readonly preflightHeaders: (request: IncomingMessage) => readonly string[]
}

/**
 * Opens the CORS policy. Returns undefined without origins: then the upstream handles CORS.
 *
 * @param origins origins whose pages are allowed, in the syntax of `allowOrigin`
 */
export function openCors ({ origins, maxAgeSeconds }: { origins: readonly string[], maxAgeSeconds: number }): Cors | undefined {
  if (origins.length === 0) return undefined
  const policyOf = allowOrigin(origins)
  // With `*` alone every origin gets the same response, and a shared cache may keep it.
  const varies = origins.some(origin => origin !== '*') ? ['Vary', 'Origin'] : []
  const forAny = ['Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', EXPOSED, ...varies]

  return { headersFor, isPreflight, preflightHeaders }

  function headersFor ({ headers: { origin } }: IncomingMessage): readonly string[] {
    if (origin === undefined) return varies.length === 0 ? forAny : varies
    switch (policyOf(origin)) {
      case 'any': return forAny
      case 'refused': return varies
      case 'named': return ['Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true', 'Access-Control-Expose-Headers', EXPOSED, ...varies]
    }
  }

  function preflightHeaders ({ headers }: IncomingMessage): readonly string[] {
    if (policyOf(headers.origin ?? '') === 'refused') return []
    const requested = headers['access-control-request-headers']
    return [
      'Access-Control-Allow-Methods', METHODS,
      'Access-Control-Allow-Headers', requested !== undefined && HEADER_NAMES.test(requested) ? requested : REQUEST_HEADERS,
      'Access-Control-Max-Age', String(maxAgeSeconds),
      'Vary', 'Access-Control-Request-Headers'
    ]
  }
}

function isPreflight ({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}

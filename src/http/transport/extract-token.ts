import type { IncomingMessage } from 'node:http'
import { isRefusal, type Refusal } from '../../domain/refusal.js'
import { parseToken } from '../../domain/token.js'
import { pathOf, type Target } from '../request/read-target.js'
import { readTokenCookie } from './token-in-cookie.js'
import { takeTokenFromPath } from './token-in-path.js'
import { takeTokenFromQuery } from './token-in-query.js'

/** The token transports that are enabled besides X-Stream-Token. */
export interface Transports {
  /** As a prefix of the path. */
  readonly path: boolean
  /** Name of the query parameter. */
  readonly query: string | undefined
  readonly cookie: { readonly name: string } | undefined
}

/** The token of a request, and its target without the token. */
export interface ExtractedToken {
  /** In the client's spelling. A refusal when the request has different tokens; undefined when it has none. */
  readonly token: string | Refusal | undefined
  readonly target: Target
  /** The prefix that was removed from the path, as `/~TOKEN`, or empty for a malformed one: such a request is gated whatever its path. */
  readonly prefix: string | undefined
  /** Query parameter to add to the URIs of a manifest, so that players send the token back; undefined: none. */
  readonly manifestQuery: string | undefined
}

const REPEATED: Refusal = { refused: 'malformed', detail: 'X-Stream-Token must be sent once' }
const DIFFERENT: Refusal = { refused: 'malformed', detail: 'the request has two different tokens' }

/** Extracts the token of a request from every enabled transport. All of them must agree. */
export function extractToken ({ path, query, cookie }: Transports): (request: IncomingMessage, target: Target) => ExtractedToken {
  const fromQuery = query === undefined ? undefined : takeTokenFromQuery(query)
  const fromCookie = cookie && readTokenCookie(cookie.name)

  return (request, given) => {
    let token = fromHeader(request)
    let target = given
    let prefix: string | undefined
    let manifestQuery: string | undefined

    const inPath = path ? takeTokenFromPath(target.target) : undefined
    if (inPath !== undefined) {
      prefix = ''
      token = merge(token, isRefusal(inPath) ? inPath : inPath.token)
      if (!isRefusal(inPath)) {
        prefix = `/~${inPath.token}`
        target = { ...target, target: inPath.rest, path: pathOf(inPath.rest) }
      }
    }
    const inQuery = fromQuery?.(target.target)
    if (inQuery !== undefined && isRefusal(inQuery)) token = merge(token, inQuery)
    else if (inQuery?.token !== undefined) {
      token = merge(token, inQuery.token)
      manifestQuery = typeof token === 'string' ? `${query}=${encodeURIComponent(inQuery.token)}` : undefined
    }
    if (inQuery !== undefined && !isRefusal(inQuery) && inQuery.rest !== target.target) target = { ...target, target: inQuery.rest }
    const { cookie: cookies } = request.headers
    if (fromCookie !== undefined && cookies !== undefined && isCookieAllowed(request)) token = merge(token, fromCookie(cookies))
    return { token, target, prefix, manifestQuery }
  }
}

// Browsers send a cookie with requests that other sites cause: good enough to read, not to change anything. Pages of
// other origins could read a WebSocket, so that its origin must be the host itself.
function isCookieAllowed ({ method, headers: { upgrade, origin, host } }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return upgrade === undefined || origin === undefined || origin.slice(origin.indexOf('://') + 3) === host?.toLowerCase()
}

function fromHeader (request: IncomingMessage): string | Refusal | undefined {
  const token = request.headers['x-stream-token'] as string | undefined
  if (token === undefined || token === '') return undefined
  // Node joins repeated headers with a comma. Two tokens are refused even when they are equal.
  return token.includes(',') ? REPEATED : token
}

function merge (one: string | Refusal | undefined, other: string | Refusal | undefined): string | Refusal | undefined {
  if (one === undefined || other === undefined) return one ?? other
  if (typeof one === 'object') return one
  if (typeof other === 'object') return other
  return one === other || isSameToken(one, other) ? one : DIFFERENT
}

function isSameToken (one: string, other: string): boolean {
  const token = parseToken(one)?.token
  return token !== undefined && token === parseToken(other)?.token
}

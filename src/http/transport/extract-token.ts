import type { IncomingMessage } from 'node:http'
import { parseToken } from '../../domain/parse-token.js'
import { isRefusal, type Refusal } from '../../domain/refusal.js'
import { pathOf, type Target } from '../request/read-target.js'
import { readTokenCookie } from './token-in-cookie.js'
import { takeTokenFromPath } from './token-in-path.js'
import { takeTokenFromQuery } from './token-in-query.js'

/** How requests may carry their token besides X-Stream-Token. */
export interface Transports {
  /** In front of the path. */
  readonly path: boolean
  /** Name of the query parameter. */
  readonly query: string | undefined
  readonly cookie: { readonly name: string } | undefined
}

/** A request's token, and its target without it. */
export interface ExtractedToken {
  /** As the client spelled it; a refusal where it contradicts itself; undefined where it gave none. */
  readonly token: string | Refusal | undefined
  readonly target: Target
  /** What the path began with, as `/~TOKEN`: whatever follows is a request for video. Undefined: nothing. */
  readonly prefix: string | undefined
  /** What the URIs of a manifest shall carry, so that they bring the token back; undefined for nothing. */
  readonly manifestQuery: string | undefined
}

const TWICE: Refusal = { refused: 'malformed', detail: 'X-Stream-Token must be given once' }
const DIFFER: Refusal = { refused: 'malformed', detail: 'the request carries two different tokens' }

/** Finds the token of a request wherever it may be. All that carry one have to agree. */
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

// A browser sends a cookie whoever made it ask: enough to look at something, not to change it. What comes over
// a WebSocket any page can read, unless its origin is looked at.
function isCookieAllowed ({ method, headers: { upgrade, origin, host } }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return upgrade === undefined || origin === undefined || origin.slice(origin.indexOf('://') + 3) === host?.toLowerCase()
}

function fromHeader (request: IncomingMessage): string | Refusal | undefined {
  const token = request.headers['x-stream-token'] as string | undefined
  if (token === undefined || token === '') return undefined
  // Node joins duplicates by a comma; two tokens are never one stream, not even when they are equal.
  return token.includes(',') ? TWICE : token
}

function merge (one: string | Refusal | undefined, other: string | Refusal | undefined): string | Refusal | undefined {
  if (one === undefined || other === undefined) return one ?? other
  if (typeof one === 'object') return one
  if (typeof other === 'object') return other
  return one === other || isSame(one, other) ? one : DIFFER
}

function isSame (one: string, other: string): boolean {
  const token = parseToken(one)?.token
  return token !== undefined && token === parseToken(other)?.token
}

import type { IncomingMessage } from 'node:http'
import type { ResponseHeaders } from '../../ports/forward-context.js'
import { CORS_HEADERS, type Cors } from '../cors/cors.js'

/**
 * Composes what the gate adds to responses of the upstream: CORS headers, and `Referrer-Policy: no-referrer`
 * where the URL holds a token, so that browsers do not send it to others. Undefined: nothing.
 */
export function composeResponseHeaders (cors: Pick<Cors, 'headersFor'> | undefined): (request: IncomingMessage, isTokenInUrl: boolean) => ResponseHeaders | undefined {
  const corsHeaders: ReadonlySet<string> = new Set(cors === undefined ? [] : CORS_HEADERS)
  const allHeaders: ReadonlySet<string> = new Set([...corsHeaders, 'referrer-policy'])

  return (request, isTokenInUrl) => {
    if (cors === undefined && !isTokenInUrl) return undefined
    const headers = cors?.headersFor(request) ?? []
    return isTokenInUrl
      ? { headers: [...headers, 'Referrer-Policy', 'no-referrer'], replaced: allHeaders }
      : { headers, replaced: corsHeaders }
  }
}

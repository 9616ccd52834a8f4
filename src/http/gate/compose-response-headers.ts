import type { IncomingMessage } from 'node:http'
import type { ResponseHeaders } from '../../ports/forward-context.js'
import { CORS_HEADERS, type Cors } from '../cors/cors.js'

/**
 * What the gate says on the upstream's responses: who may read them from elsewhere, and, where the URL holds a
 * token, that it is to be passed on to nobody.
 */
export function composeResponseHeaders (cors: Pick<Cors, 'headersFor'> | undefined): (request: IncomingMessage, inUrl: boolean) => ResponseHeaders | undefined {
  const ofCors: ReadonlySet<string> = new Set(cors === undefined ? [] : CORS_HEADERS)
  const ofBoth: ReadonlySet<string> = new Set([...ofCors, 'referrer-policy'])

  return (request, inUrl) => {
    if (cors === undefined && !inUrl) return undefined
    const fields = cors?.headersFor(request) ?? []
    return inUrl
      ? { headers: [...fields, 'Referrer-Policy', 'no-referrer'], replaced: ofBoth }
      : { headers: fields, replaced: ofCors }
  }
}

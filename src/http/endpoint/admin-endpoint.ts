import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Responder } from '../response/respond.js'

/** Whether the gate should receive traffic, and the state of each part. */
export interface Readiness {
  readonly ready: boolean
  /** `ok`, or a sentence about a part that fails. The gate can be ready for a while without that part. */
  readonly parts: Readonly<Record<string, 'ok' | (string & {})>>
}

/** The endpoints of the admin listener: metrics, liveness, readiness, and the admin API for streams. */
export function adminEndpoint ({ responder, metrics, readiness, streams }: {
  responder: Responder
  metrics: (accept: string | undefined) => Promise<{ contentType: string, body: string }>
  readiness: () => Promise<Readiness>
  /** @param id the stream id in the path */
  streams: (request: IncomingMessage, response: ServerResponse, id: string | undefined) => Promise<void>
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const path = (request.url as string).split('?', 1)[0] as string
    if (path === '/streams') return await streams(request, response, undefined)
    if (path.startsWith('/streams/')) return await streams(request, response, path.slice('/streams/'.length))
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      responder.refuse(request, response, { refused: 'method-not-allowed', allow: 'GET, HEAD' })
      return
    }
    switch (path) {
      case '/metrics': {
        const { contentType, body } = await metrics(request.headers.accept)
        response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' })
        response.end(body)
        return
      }
      case '/livez':
        responder.sendJson(response, { alive: true })
        return
      case '/readyz': {
        const { ready, parts } = await readiness()
        responder.sendJson(response, { ready, parts }, [], ready ? 200 : 503)
        return
      }
      default:
        responder.refuse(request, response, { refused: 'not-found', detail: 'the admin listener serves /metrics, /livez, /readyz and /streams' })
    }
  }
}

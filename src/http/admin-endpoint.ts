import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Responder } from './respond.js'

/** Whether each part can do its work; a sentence where it cannot. */
export type Readiness = Readonly<Record<string, 'ok' | (string & {})>>

/** The operator's listener: metrics, liveness, readiness. */
export function adminEndpoint ({ responder, metrics, readiness }: {
  responder: Responder
  metrics: (accept: string | undefined) => Promise<{ contentType: string, body: string }>
  readiness: () => Promise<Readiness>
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      responder.refuse(request, response, { refused: 'method-not-allowed', allow: 'GET, HEAD' })
      return
    }
    switch ((request.url as string).split('?', 1)[0]) {
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
        const parts = await readiness()
        const ready = Object.values(parts).every(state => state === 'ok')
        responder.sendJson(response, { ready, parts }, [], ready ? 200 : 503)
        return
      }
      default:
        responder.refuse(request, response, { refused: 'not-found', detail: 'the admin listener serves /metrics, /livez and /readyz' })
    }
  }
}

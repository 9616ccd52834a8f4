import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AdminStreams } from '../../domain/lease/admin-streams.js'
import { readHeader } from '../request/read-header.js'
import type { Responder } from '../response/respond.js'

const METHODS = 'GET, HEAD, DELETE'

/**
 * Lists and stops a viewer's streams: `GET /streams`, `DELETE /streams`, `DELETE /streams/<id>`, each with
 * `X-Stream-Session`. `id` is the stream id that the log shows.
 */
export function adminStreamsEndpoint ({ adminStreams, responder }: {
  adminStreams: AdminStreams
  responder: Responder
}): (request: IncomingMessage, response: ServerResponse, id: string | undefined) => Promise<void> {
  return async (request, response, id) => {
    const { method } = request
    const isRead = method === 'GET' || method === 'HEAD'
    if (method !== 'DELETE' && !(isRead && id === undefined)) {
      return responder.refuse(request, response, { refused: 'method-not-allowed', allow: id === undefined ? METHODS : 'DELETE' })
    }
    const session = readHeader(request, 'X-Stream-Session')
    if (session === undefined) return responder.refuse(request, response, { refused: 'session-missing' })
    if (typeof session === 'object') return responder.refuse(request, response, session)
    if (method === 'DELETE') return responder.sendJson(response, { session, stopped: await adminStreams.stop(session, id) })
    const streams = await adminStreams.list(session)
    responder.sendJson(response, { session, streams: streams.map(({ id, expiresInSeconds }) => ({ id, expiresIn: Math.round(expiresInSeconds * 1000) / 1000 })) })
  }
}

import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from '../../domain/refusal.js'
import { lingeringClose } from '../response/lingering-close.js'
import type { Refuser } from '../response/respond.js'
import type { Connections } from './connections.js'

/**
 * Responds to bytes that Node's parser rejects, and closes the connection. While an earlier response is in progress,
 * nothing may be written between its bytes: the refusal follows that response.
 */
export function respondToParseError ({ responder, connections }: {
  responder: Pick<Refuser, 'refuseOnSocket'>
  connections: Pick<Connections, 'responsesOn' | 'afterResponses'>
}): (error: Error & { code?: string }, socket: Duplex) => void {
  // Node emits the same error again for each chunk that follows.
  const handled = new WeakSet<Duplex>()

  return (error, socket) => {
    if (error.code === 'ECONNRESET') socket.destroy()
    if (handled.has(socket) || socket.destroyed) return
    handled.add(socket)
    const broken = [...connections.responsesOn(socket)].find(hasBrokenBody)
    if (broken === undefined) connections.afterResponses(socket, () => { close(error, socket) })
    // The rest of the body never arrives, so that this response may never end by itself.
    else if (broken.headersSent || broken.socket === null) lingeringClose(socket)
    else responder.refuseOnSocket(socket, refusalOf(error.code))
  }

  function close (error: Error & { code?: string }, socket: Duplex): void {
    // The earlier response closes the connection.
    if (!socket.writable) return
    responder.refuseOnSocket(socket, refusalOf(error.code))
  }
}

/** Whether the request body of a response was still arriving when the parser failed. */
function hasBrokenBody (response: ServerResponse): boolean {
  return !response.req.complete && !response.writableEnded
}

function refusalOf (code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': return { refused: 'head-too-large' }
    case 'ERR_HTTP_REQUEST_TIMEOUT': return { refused: 'head-too-slow' }
    default: return { refused: 'malformed', detail: 'not a valid HTTP/1.1 request' }
  }
}

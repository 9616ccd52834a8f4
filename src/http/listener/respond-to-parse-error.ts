import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from '../../domain/refusal.js'
import { lingeringClose } from '../response/lingering-close.js'
import type { Refuser } from '../response/respond.js'
import type { Connections } from './connections.js'

/**
 * Answers what Node's parser could not read as a request, and closes. While an earlier answer still runs on
 * the connection, nothing may be written between its bytes: then the connection closes after that answer.
 */
export function respondToParseError ({ responder, connections }: {
  responder: Pick<Refuser, 'refuseOnSocket'>
  connections: Pick<Connections, 'responsesOn' | 'afterResponses'>
}): (error: Error & { code?: string }, socket: Duplex) => void {
  // Node tells of the same error again with each piece that comes after it.
  const answered = new WeakSet<Duplex>()

  return (error, socket) => {
    if (error.code === 'ECONNRESET') socket.destroy()
    if (answered.has(socket) || socket.destroyed) return
    answered.add(socket)
    const broken = [...connections.responsesOn(socket)].find(hasBrokenBody)
    if (broken === undefined) connections.afterResponses(socket, () => { close(error, socket) })
    // The rest of the body never comes, so the answer may never end of itself.
    else if (broken.headersSent || broken.socket === null) lingeringClose(socket)
    else responder.refuseOnSocket(socket, refusalOf(error.code))
  }

  function close (error: Error & { code?: string }, socket: Duplex): void {
    // The earlier answer was the connection's last: it is on its way and ends it.
    if (!socket.writable) return
    responder.refuseOnSocket(socket, refusalOf(error.code))
  }
}

/** Whether the body that an answer is about was being received when the parser gave up. */
function hasBrokenBody (response: ServerResponse): boolean {
  return !response.req.complete && !response.writableEnded
}

function refusalOf (code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': return { refused: 'head-too-large' }
    case 'ERR_HTTP_REQUEST_TIMEOUT': return { refused: 'head-too-slow' }
    default: return { refused: 'malformed', detail: 'this is not an HTTP/1.1 request' }
  }
}

import type { Duplex } from 'node:stream'
import type { Refusal } from '../domain/refusal.js'
import type { Responder } from './respond.js'

/**
 * Answers what Node's parser could not read as a request, and closes. While an earlier answer still runs on
 * the connection, nothing may be written between its bytes: then the connection closes after that answer.
 *
 * @param isAnswering whether an answer is under way on this connection
 */
export function answerParseError ({ responder, isAnswering, closeAfterAnswer }: {
  responder: Pick<Responder, 'refuseOnSocket'>
  isAnswering: (socket: Duplex) => boolean
  closeAfterAnswer: (socket: Duplex) => void
}): (error: Error & { code?: string }, socket: Duplex) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else if (isAnswering(socket)) closeAfterAnswer(socket)
    else responder.refuseOnSocket(socket, refusalOf(error.code))
  }
}

function refusalOf (code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': return { refused: 'head-too-large' }
    case 'ERR_HTTP_REQUEST_TIMEOUT': return { refused: 'head-too-slow' }
    default: return { refused: 'malformed', detail: 'this is not an HTTP/1.1 request' }
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Detects a client that sends nothing for `bodyTimeoutMs` in the middle of a request body. Poll the returned function:
 * it compares with its previous call. Time does not count while the gate itself does not read the body.
 */
export function detectBodyPause ({ bodyTimeoutMs, responsesOn }: {
  bodyTimeoutMs: number
  responsesOn: (socket: Socket) => Iterable<ServerResponse>
}): (socket: Socket, nowMs: number) => boolean {
  const progress = new WeakMap<Socket, { readonly receivedBytes: number, readonly atMs: number }>()

  return (socket, nowMs) => {
    if (!isReading(socket)) {
      progress.delete(socket)
      return false
    }
    const receivedBytes = socket.bytesRead
    const last = progress.get(socket)
    if (last !== undefined && last.receivedBytes === receivedBytes) return nowMs - last.atMs >= bodyTimeoutMs
    progress.set(socket, { receivedBytes, atMs: nowMs })
    return false
  }

  function isReading (socket: Socket): boolean {
    for (const { req } of responsesOn(socket)) if (isAwaitingBody(req)) return !socket.isPaused()
    return false
  }
}

function isAwaitingBody (request: IncomingMessage): boolean {
  return !request.complete && request.readableFlowing === true
}

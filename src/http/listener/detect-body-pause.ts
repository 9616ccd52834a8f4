import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Whether a client has sent nothing for `bodyTimeoutMs` amid the body of a request that is being read. Ask
 * now and then: what counts is what has changed since. While nobody reads, the client has to wait.
 */
export function detectBodyPause ({ bodyTimeoutMs, responsesOn }: {
  bodyTimeoutMs: number
  responsesOn: (socket: Socket) => Iterable<ServerResponse>
}): (socket: Socket, nowMs: number) => boolean {
  const seen = new WeakMap<Socket, { readonly receivedBytes: number, readonly atMs: number }>()

  return (socket, nowMs) => {
    if (!isReading(socket)) {
      seen.delete(socket)
      return false
    }
    const receivedBytes = socket.bytesRead
    const before = seen.get(socket)
    if (before !== undefined && before.receivedBytes === receivedBytes) return nowMs - before.atMs >= bodyTimeoutMs
    seen.set(socket, { receivedBytes, atMs: nowMs })
    return false
  }

  function isReading (socket: Socket): boolean {
    for (const { req } of responsesOn(socket)) if (isWaiting(req)) return !socket.isPaused()
    return false
  }
}

/** Whether more of a body is to come, and wanted. */
function isWaiting (request: IncomingMessage): boolean {
  return !request.complete && request.readableFlowing === true
}

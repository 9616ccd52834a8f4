import type { Socket } from 'node:net'

/** What was seen of a connection on which something waits for the client. */
interface Seen {
  /** What the kernel had taken over for the client. */
  handedOverBytes: number
  /** What of it the client's side had acknowledged; undefined until it was looked at. */
  acknowledgedBytes: number | undefined
  tookAtMs: number
}

/**
 * Whether a client has taken nothing for `stallTimeoutMs` while something waited for it. Ask now and then:
 * what counts is what has changed since. A slow client shows by what its side acknowledges, for the kernel
 * takes bytes over in steps of megabytes. Where nothing waits, as on an idle WebSocket, nobody stalls.
 *
 * @param unacknowledged bytes of a connection that the kernel still holds, if that can be known
 */
export function detectWriteStall ({ stallTimeoutMs, unacknowledged }: {
  stallTimeoutMs: number
  unacknowledged: (socket: Socket) => number | undefined
}): (socket: Socket, nowMs: number) => boolean {
  const seen = new WeakMap<Socket, Seen>()

  return (socket, nowMs) => {
    if (socket.writableLength === 0) {
      seen.delete(socket)
      return false
    }
    const handedOverBytes = socket.bytesWritten - socket.writableLength
    const before = seen.get(socket)
    if (before === undefined || before.handedOverBytes !== handedOverBytes) {
      seen.set(socket, { handedOverBytes, acknowledgedBytes: undefined, tookAtMs: nowMs })
      return false
    }
    if (hasAcknowledged(socket, before)) before.tookAtMs = nowMs
    return nowMs - before.tookAtMs >= stallTimeoutMs
  }

  function hasAcknowledged (socket: Socket, before: Seen): boolean {
    const held = unacknowledged(socket)
    if (held === undefined) return false
    const { acknowledgedBytes } = before
    before.acknowledgedBytes = before.handedOverBytes - held
    return acknowledgedBytes !== undefined && before.acknowledgedBytes > acknowledgedBytes
  }
}

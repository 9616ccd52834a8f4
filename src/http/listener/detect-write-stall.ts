import type { Socket } from 'node:net'

/** The last progress of a connection with bytes to write. */
interface Progress {
  /** Bytes handed to the kernel. */
  writtenBytes: number
  /** Bytes that the client has acknowledged; undefined before the first query. */
  acknowledgedBytes: number | undefined
  atMs: number
}

/**
 * Detects a client that reads nothing for `stallTimeoutMs` while bytes wait for it. Poll the returned function: it
 * compares with its previous call. The kernel accepts bytes in steps of megabytes, so that acknowledgements are the
 * evidence for a slow client. A connection with nothing to write, such as an idle WebSocket, never stalls.
 *
 * @param unacknowledged bytes that the client has not acknowledged; undefined where the system does not report them
 */
export function detectWriteStall ({ stallTimeoutMs, unacknowledged }: {
  stallTimeoutMs: number
  unacknowledged: (socket: Socket) => number | undefined
}): (socket: Socket, nowMs: number) => boolean {
  const progress = new WeakMap<Socket, Progress>()

  return (socket, nowMs) => {
    if (socket.writableLength === 0) {
      progress.delete(socket)
      return false
    }
    const writtenBytes = socket.bytesWritten - socket.writableLength
    const last = progress.get(socket)
    if (last === undefined || last.writtenBytes !== writtenBytes) {
      progress.set(socket, { writtenBytes, acknowledgedBytes: undefined, atMs: nowMs })
      return false
    }
    if (hasAcknowledged(socket, last)) last.atMs = nowMs
    return nowMs - last.atMs >= stallTimeoutMs
  }

  function hasAcknowledged (socket: Socket, last: Progress): boolean {
    const pending = unacknowledged(socket)
    if (pending === undefined) return false
    const { acknowledgedBytes } = last
    last.acknowledgedBytes = last.writtenBytes - pending
    return acknowledgedBytes !== undefined && last.acknowledgedBytes > acknowledgedBytes
  }
}

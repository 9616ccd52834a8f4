import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../domain/clock.js'
import { destroyAfterLinger } from '../response/lingering-close.js'
import type { Refuser } from '../response/respond.js'
import type { ConnectionObserver } from './connection-observer.js'

/** Maximum of connections that are being rejected with a 503. The gate drops any beyond that without a response. */
export const REJECTING_MAX = 256
/** Age from which an idle connection may be evicted. Before that its first request may be on its way. */
export const EVICTABLE_AFTER_MS = 1000
/** Maximum of connections that one search for an evictable connection examines. */
const SCAN_MAX = 64

export interface LimitConnectionsDeps {
  /** Concurrent connections; 0 is unlimited. */
  readonly maxConnections: number
  readonly clock: Pick<Clock, 'nowMs'>
  readonly responder: Pick<Refuser, 'refuseOnSocket'>
  /** Connections that have carried a stream: these are never evicted. */
  readonly watched: { has: (socket: Duplex) => boolean }
  readonly isResponding: (socket: Socket) => boolean
  readonly observe: ConnectionObserver
}

/**
 * Limits the connections of a server. At the limit, a new connection evicts the oldest one that is idle and has never
 * carried a stream, so that clients who only hold connections open take them from each other. When there is none to
 * evict, the new connection gets a short 503.
 */
export function limitConnections (server: Server, { maxConnections, clock, responder, watched, isResponding, observe }: LimitConnectionsDeps): void {
  const open = new Set<Socket>()
  /** Connections that are not known to have carried a stream, and from when each may be evicted. */
  const candidates = new Map<Socket, number>()
  const upgraded = new WeakSet<Duplex>()
  let rejecting = 0

  // Node's own listener allocates a parser for the connection. A rejected connection must cost less than that.
  const [accept] = server.listeners('connection') as [(socket: Socket) => void]
  server.off('connection', accept)
  server.on('connection', (socket: Socket) => {
    // The connection of a declined upgrade is emitted again, as the plain connection that it is.
    upgraded.delete(socket)
    if (!open.has(socket)) {
      if (maxConnections !== 0 && open.size >= maxConnections && !evictIdle()) {
        reject(socket)
        return
      }
      admit(socket)
    }
    accept.call(server, socket)
  })
  server.on('upgrade', (_request, socket) => { upgraded.add(socket) })

  function admit (socket: Socket): void {
    open.add(socket)
    candidates.set(socket, clock.nowMs() + EVICTABLE_AFTER_MS)
    observe.opened()
    socket.once('close', () => { forget(socket) })
  }

  function forget (socket: Socket): void {
    candidates.delete(socket)
    if (open.delete(socket)) observe.closed()
  }

  function evictIdle (): boolean {
    const nowMs = clock.nowMs()
    let examined = 0
    for (const [socket, evictableFromMs] of candidates) {
      // Candidates are ordered by time: none of those that follow is evictable yet.
      if (nowMs < evictableFromMs || ++examined > SCAN_MAX) return false
      candidates.delete(socket)
      if (watched.has(socket)) continue
      if (isResponding(socket) || upgraded.has(socket)) {
        candidates.set(socket, nowMs + EVICTABLE_AFTER_MS)
        continue
      }
      forget(socket)
      socket.destroy()
      observe.refused('evicted')
      return true
    }
    return false
  }

  function reject (socket: Socket): void {
    if (rejecting >= REJECTING_MAX) {
      observe.refused('dropped')
      // A reset leaves nothing of the connection in the kernel.
      socket.resetAndDestroy()
      return
    }
    rejecting++
    observe.refused('rejected')
    socket.once('close', () => { rejecting-- })
    socket.on('error', () => { socket.destroy() })
    socket.once('end', () => { socket.end() })
    // Clients discard a response that arrives before they have sent a request.
    socket.once('data', () => { responder.refuseOnSocket(socket, { refused: 'overloaded' }) })
    destroyAfterLinger(socket, socket)
  }
}

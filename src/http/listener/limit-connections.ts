import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../domain/clock.js'
import { destroyAfterLinger } from '../response/lingering-close.js'
import type { Refuser } from '../response/respond.js'
import type { ConnectionObserver } from './connection-observer.js'

/** Connections too many that are being told so, at most; others are dropped without a word. */
export const REJECTING_MAX = 256
/** How long a connection is left in peace before it may have to make room: its first request may be under way. */
export const EVICTABLE_AFTER_MS = 1000
/** How many connections are looked at to find one that can make room. */
const SCAN_MAX = 64

export interface LimitConnectionsDeps {
  /** Connections open at once; 0 is no limit. */
  readonly maxConnections: number
  readonly clock: Pick<Clock, 'nowMs'>
  readonly responder: Pick<Refuser, 'refuseOnSocket'>
  /** Connections on which a stream was watched: these never make room. */
  readonly watched: { has: (socket: Duplex) => boolean }
  readonly isResponding: (socket: Socket) => boolean
  readonly observe: ConnectionObserver
}

/**
 * Bounds the connections of a server. When there are as many as may be, the longest open one that nobody
 * ever watched by, and that is idle, is closed for the next: so those who open connections to hold them
 * only take them from each other. Where there is none, the next gets a short 503.
 */
export function limitConnections (server: Server, { maxConnections, clock, responder, watched, isResponding, observe }: LimitConnectionsDeps): void {
  const open = new Set<Socket>()
  /** Connections that were not yet seen to be watched by, and since when they may have to make room. */
  const candidates = new Map<Socket, number>()
  const upgraded = new WeakSet<Duplex>()
  let rejecting = 0

  // Node's own listener puts a parser on the connection. One too many is to cost less than that.
  const [accept] = server.listeners('connection') as [(socket: Socket) => void]
  server.off('connection', accept)
  server.on('connection', (socket: Socket) => {
    // A connection that was handed back comes here again, as the plain one that it is.
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
    let looks = 0
    for (const [socket, fromMs] of candidates) {
      // They are in the order of their times: all that follow have to rest, too.
      if (nowMs < fromMs || ++looks > SCAN_MAX) return false
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
      // By a reset: nothing of it then lingers in the kernel.
      socket.resetAndDestroy()
      return
    }
    rejecting++
    observe.refused('rejected')
    socket.once('close', () => { rejecting-- })
    socket.on('error', () => { socket.destroy() })
    socket.once('end', () => { socket.end() })
    // Clients take an answer that comes before they have asked for noise.
    socket.once('data', () => { responder.refuseOnSocket(socket, { refused: 'overloaded' }) })
    destroyAfterLinger(socket, socket)
  }
}

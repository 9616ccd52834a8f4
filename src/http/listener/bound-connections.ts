import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../domain/clock.js'
import { destroyAfterLinger } from '../response/close-lingering.js'
import type { Refuser } from '../response/respond.js'
import type { ConnectionObserver } from './connection-observer.js'

/** Connections too many that are being told so, at most; others are dropped without a word. */
export const TURNED_AWAY_MAX = 256
/** How long a connection is left in peace before it may have to make room: its first request may be under way. */
export const STRANGER_REST_MS = 1000
/** How many connections are looked at to find one that can make room. */
const LOOKS_MAX = 64

export interface BoundConnectionsDeps {
  /** Connections open at once; 0 is no limit. */
  readonly maxConnections: number
  readonly clock: Pick<Clock, 'nowMs'>
  readonly responder: Pick<Refuser, 'refuseOnSocket'>
  /** Connections on which a stream was watched: these never make room. */
  readonly watched: { has: (socket: Duplex) => boolean }
  readonly isAnswering: (socket: Socket) => boolean
  readonly observe: ConnectionObserver
}

/**
 * Bounds the connections of a server. When there are as many as may be, the longest open one that nobody
 * ever watched by, and that is idle, is closed for the next: so those who open connections to hold them
 * only take them from each other. Where there is none, the next gets a short 503.
 */
export function boundConnections (server: Server, { maxConnections, clock, responder, watched, isAnswering, observe }: BoundConnectionsDeps): void {
  const open = new Set<Socket>()
  /** Connections that were not yet seen to be watched by, and since when they may have to make room. */
  const strangers = new Map<Socket, number>()
  const upgraded = new WeakSet<Duplex>()
  let turningAway = 0

  // Node's own listener puts a parser on the connection. One too many is to cost less than that.
  const [accept] = server.listeners('connection') as [(socket: Socket) => void]
  server.off('connection', accept)
  server.on('connection', (socket: Socket) => {
    // A connection that was handed back comes here again, as the plain one that it is.
    upgraded.delete(socket)
    if (!open.has(socket)) {
      if (maxConnections !== 0 && open.size >= maxConnections && !makeRoom()) {
        turnAway(socket)
        return
      }
      admit(socket)
    }
    accept.call(server, socket)
  })
  server.on('upgrade', (_request, socket) => { upgraded.add(socket) })

  function admit (socket: Socket): void {
    open.add(socket)
    strangers.set(socket, clock.nowMs() + STRANGER_REST_MS)
    observe.opened()
    socket.once('close', () => { forget(socket) })
  }

  function forget (socket: Socket): void {
    strangers.delete(socket)
    if (open.delete(socket)) observe.closed()
  }

  function makeRoom (): boolean {
    const nowMs = clock.nowMs()
    let looks = 0
    for (const [socket, fromMs] of strangers) {
      // They are in the order of their times: all that follow have to rest, too.
      if (nowMs < fromMs || ++looks > LOOKS_MAX) return false
      strangers.delete(socket)
      if (watched.has(socket)) continue
      if (isAnswering(socket) || upgraded.has(socket)) {
        strangers.set(socket, nowMs + STRANGER_REST_MS)
        continue
      }
      forget(socket)
      socket.destroy()
      observe.refusedConnections('evicted')
      return true
    }
    return false
  }

  function turnAway (socket: Socket): void {
    if (turningAway >= TURNED_AWAY_MAX) {
      observe.refusedConnections('dropped')
      // By a reset: nothing of it then lingers in the kernel.
      socket.resetAndDestroy()
      return
    }
    turningAway++
    observe.refusedConnections('rejected')
    socket.once('close', () => { turningAway-- })
    socket.on('error', () => { socket.destroy() })
    socket.once('end', () => { socket.end() })
    // Clients take an answer that comes before they have asked for noise.
    socket.once('data', () => { responder.refuseOnSocket(socket, { refused: 'overloaded' }) })
    destroyAfterLinger(socket, socket)
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../domain/clock.js'
import type { Responder } from '../response/respond.js'
import { abortClients, type AbortRule } from './abort-clients.js'
import { acceptBacklog } from './accept-backlog.js'
import { type ConnectionObserver, UNOBSERVED } from './connection-observer.js'
import { Connections } from './connections.js'
import { declineUpgrade, type DeclineUpgrade } from './decline-upgrade.js'
import { detachFromParser } from './detach-from-parser.js'
import { detectBodyPause } from './detect-body-pause.js'
import { detectWriteStall } from './detect-write-stall.js'
import { limitConnections } from './limit-connections.js'
import { listenOn, type BoundAddress, type ConnectionSource } from './listen-on.js'
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from './listener-limits.js'
import { respondToParseError } from './respond-to-parse-error.js'

/** How often a stopping listener closes the connections that have become idle. */
const STOP_POLL_MS = 50

export interface Listener {
  /** Resolves to the address that clients connect to; the port is the real one when 0 was configured. Rejects when it cannot listen. */
  readonly start: () => Promise<BoundAddress>
  /** From now on every connection closes after its response, so that clients reconnect elsewhere. */
  readonly drain: () => void
  /** Accepts no more connections, lets responses finish within `graceMs`, then destroys the rest. Resolves to the number destroyed. */
  readonly stop: (graceMs: number) => Promise<number>
}

export interface ListenerDeps {
  readonly host: string
  readonly port: number
  /** Where connections come from instead of `host` and `port`. */
  readonly connectionSource?: ConnectionSource | undefined
  readonly clock: Clock
  readonly limits?: ListenerLimits
  /** Connections that have carried a stream: these are never evicted. */
  readonly watched?: { has: (socket: Duplex) => boolean }
  readonly observe?: ConnectionObserver
  /** Bytes of a connection that its client has not acknowledged; undefined where the system does not report them. */
  readonly unacknowledged?: (socket: Socket) => number | undefined
  readonly responder: Responder
  readonly handleRequest: (request: IncomingMessage, response: ServerResponse) => void
  readonly handleUpgrade: (declineUpgrade: DeclineUpgrade) => (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** An HTTP listener. It passes requests to `handleRequest`, and responds by itself to whatever is not a request. */
export function openListener ({ host, port, connectionSource, clock, responder, handleRequest, handleUpgrade, ...options }: ListenerDeps): Listener {
  const { limits = DEFAULT_LISTENER_LIMITS, watched = new WeakSet(), observe = UNOBSERVED, unacknowledged = () => undefined } = options
  // maxHeadBytes replaces two limits of Node that are silent: it drops headers past 1000, and aborts long uploads.
  const server = createServer({
    maxHeaderSize: limits.maxHeadBytes,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    headersTimeout: limits.headTimeoutMs,
    requestTimeout: 0,
    connectionsCheckingInterval: 1000,
    requireHostHeader: false
  })
  server.maxHeadersCount = 0
  const { maxConnections } = limits
  limitConnections(server, { maxConnections, clock, responder, watched, observe, isResponding: socket => connections.responsesOn(socket).size > 0 })
  const connections = new Connections(server)
  const { stallTimeoutMs, bodyTimeoutMs } = limits
  const abortRules: readonly AbortRule[] = [
    { why: 'stalled', timeoutMs: stallTimeoutMs, applies: detectWriteStall({ stallTimeoutMs, unacknowledged }) },
    { why: 'body_paused', timeoutMs: bodyTimeoutMs, applies: detectBodyPause({ bodyTimeoutMs, responsesOn: socket => connections.responsesOn(socket) }) }
  ]
  let stopAborting = (): void => {}
  let draining = false

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (connections.isEnding(request.socket)) return
    if (draining) response.shouldKeepAlive = false
    connections.track(request.socket, response)
    handleRequest(request, response)
  }
  server.on('request', onRequest)
  // The gate sends 100 Continue once it has admitted the request, and not before.
  server.on('checkContinue', onRequest)
  server.on('checkExpectation', (request, response) => {
    if (connections.isEnding(request.socket)) return
    connections.track(request.socket, response)
    // The client may or may not send a body now, so that the start of the next request is unknown.
    response.shouldKeepAlive = false
    responder.refuse(request, response, { refused: 'expectation-unknown' })
  })
  const onUpgrade = handleUpgrade(declineUpgrade(server))
  server.on('upgrade', (request, socket, head) => {
    detachFromParser(connections, socket, () => { onUpgrade(request, socket, head) })
  })
  server.on('connect', (_request, socket) => {
    detachFromParser(connections, socket, () => {
      responder.refuseOnSocket(socket, { refused: 'method-not-allowed', allow: 'GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH' })
    })
  })
  server.on('clientError', respondToParseError({ responder, connections }))

  return { start, drain, stop }

  async function start (): Promise<BoundAddress> {
    const address = await listenOn(server, { host, port, connectionSource })
    stopAborting = abortClients({ open: connections.open, rules: abortRules, clock, onAborted: observe.aborted })
    return address
  }

  function drain (): void {
    draining = true
    connections.closeAfterResponse()
  }

  async function stop (graceMs: number): Promise<number> {
    drain()
    let aborted = 0
    const deadlineMs = clock.nowMs() + graceMs
    const stopPolling = clock.every(STOP_POLL_MS, () => {
      server.closeIdleConnections()
      if (clock.nowMs() < deadlineMs) return
      aborted += connections.open.size
      connections.destroyAll()
    })
    // Clients that have connected and sent a request still get their response.
    await acceptBacklog(server)
    connections.destroyUnused()
    await new Promise<void>(resolve => { server.close(() => { resolve() }) })
    // The server does not wait for connections of a connectionSource.
    await connections.allClosed()
    stopPolling()
    stopAborting()
    connections.destroyAll()
    return aborted
  }
}

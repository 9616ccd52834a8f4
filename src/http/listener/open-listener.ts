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
import { listenOn, type ConnectionSource, type BoundAddress } from './listen-on.js'
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from './listener-limits.js'
import { respondToParseError } from './respond-to-parse-error.js'

/** How often a drain looks for connections that have become idle. */
const DRAIN_POLL_MS = 50

export interface Listener {
  /** Resolves to where clients connect to; the port is the real one when 0 was asked for. Rejects when it cannot. */
  readonly start: () => Promise<BoundAddress>
  /** From now on every answer is the last on its connection, so that clients go elsewhere by themselves. */
  readonly drain: () => void
  /** Takes no more connections, lets answers finish for at most `graceMs`, then closes all. Resolves to how many it cut. */
  readonly stop: (graceMs: number) => Promise<number>
}

export interface ListenerDeps {
  readonly host: string
  readonly port: number
  /** Where connections come from instead of `host` and `port`. */
  readonly connectionSource?: ConnectionSource | undefined
  readonly clock: Clock
  readonly limits?: ListenerLimits
  /** Connections on which a stream was watched: these never make room for others. */
  readonly watched?: { has: (socket: Duplex) => boolean }
  readonly observe?: ConnectionObserver
  /** Bytes of a connection that its client has not acknowledged, if that can be known. */
  readonly unacknowledged?: (socket: Socket) => number | undefined
  readonly responder: Responder
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  readonly upgrade: (declineUpgrade: DeclineUpgrade) => (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** An HTTP listener that answers every request with `answer` and survives whatever else comes in. */
export function openListener ({ host, port, connectionSource, clock, responder, answer, upgrade, ...bounds }: ListenerDeps): Listener {
  const { limits = DEFAULT_LISTENER_LIMITS, watched = new WeakSet(), observe = UNOBSERVED, unacknowledged = () => undefined } = bounds
  // The head's limits replace Node's silent ones: it would drop fields past 1000, and cut off long uploads.
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
    answer(request, response)
  }
  server.on('request', onRequest)
  // Whether the body is wanted is said once the request may pass, not before.
  server.on('checkContinue', onRequest)
  server.on('checkExpectation', (request, response) => {
    if (connections.isEnding(request.socket)) return
    connections.track(request.socket, response)
    // Whether a body still comes is the client's choice, so nothing after it could be told apart.
    response.shouldKeepAlive = false
    responder.refuse(request, response, { refused: 'expectation-unknown' })
  })
  const answerOrHandBack = upgrade(declineUpgrade(server))
  server.on('upgrade', (request, socket, head) => {
    detachFromParser(connections, socket, () => { answerOrHandBack(request, socket, head) })
  })
  server.on('connect', (_request, socket) => {
    detachFromParser(connections, socket, () => {
      responder.refuseOnSocket(socket, { refused: 'method-not-allowed', allow: 'GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH' })
    })
  })
  server.on('clientError', respondToParseError({ responder, connections }))

  return { start, drain, stop }

  async function start (): Promise<BoundAddress> {
    const at = await listenOn(server, { host, port, connectionSource })
    stopAborting = abortClients({ open: connections.open, rules: abortRules, clock, onAborted: observe.aborted })
    return at
  }

  function drain (): void {
    draining = true
    connections.closeAfterResponse()
  }

  async function stop (graceMs: number): Promise<number> {
    drain()
    let cut = 0
    const deadlineMs = clock.nowMs() + graceMs
    const stopPolling = clock.every(DRAIN_POLL_MS, () => {
      server.closeIdleConnections()
      if (clock.nowMs() < deadlineMs) return
      cut += connections.open.size
      connections.destroyAll()
    })
    // Whoever has connected and asked already is heard.
    await acceptBacklog(server)
    connections.destroyUnused()
    await new Promise<void>(resolve => { server.close(() => { resolve() }) })
    // What was handed over the server does not wait for.
    await connections.allClosed()
    stopPolling()
    stopAborting()
    connections.destroyAll()
    return cut
  }
}

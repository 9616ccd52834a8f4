import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../domain/clock.js'
import { answerParseError } from './answer-parse-error.js'
import { Connections } from './connections.js'
import { handBack, type HandBack } from './hand-back.js'
import type { Responder } from './respond.js'
import { takeOver } from './take-over.js'

/** Idle connections outlive the 60 s of common load balancers, so that never they send into a closing one. */
export const KEEP_ALIVE_MS = 75_000
/** How long a client may take to send a request's head, by default. */
export const HEAD_TIMEOUT_MS = 15_000
/** How often a drain looks for connections that have become idle. */
const DRAIN_LOOK_MS = 50

export interface Listener {
  /** Where it listens; the port is the real one when 0 was asked for. Rejects when it cannot. */
  readonly start: () => Promise<{ host: string, port: number }>
  /** Takes no more connections, lets answers finish for at most `graceMs`, then closes all. */
  readonly stop: (graceMs: number) => Promise<void>
}

export interface ListenerDeps {
  readonly host: string
  readonly port: number
  readonly clock: Clock
  /** How long a client may take to send a request's head. */
  readonly headTimeoutMs?: number
  readonly responder: Responder
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  readonly upgrade: (handBack: HandBack) => (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** An HTTP listener that answers every request with `answer` and survives whatever else comes in. */
export function openListener ({ host, port, clock, headTimeoutMs = HEAD_TIMEOUT_MS, responder, answer, upgrade }: ListenerDeps): Listener {
  // The head's limits replace Node's silent ones: it would drop fields past 1000, and cut off long uploads.
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: headTimeoutMs,
    requestTimeout: 0,
    connectionsCheckingInterval: 1000,
    requireHostHeader: false
  })
  server.maxHeadersCount = 0
  const connections = new Connections(server)
  let draining = false

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (connections.isEnding(request.socket)) return
    if (draining) response.shouldKeepAlive = false
    connections.answering(request.socket, response)
    answer(request, response)
  }
  server.on('request', onRequest)
  // Whether the body is wanted is said once the request may pass, not before.
  server.on('checkContinue', onRequest)
  server.on('checkExpectation', (request, response) => {
    if (connections.isEnding(request.socket)) return
    connections.answering(request.socket, response)
    // Whether a body still comes is the client's choice, so nothing after it could be told apart.
    response.shouldKeepAlive = false
    responder.refuse(request, response, { refused: 'expectation-unknown' })
  })
  const answerOrHandBack = upgrade(handBack(server))
  server.on('upgrade', (request, socket, head) => {
    takeOver(connections, socket, () => { answerOrHandBack(request, socket, head) })
  })
  server.on('connect', (_request, socket) => {
    takeOver(connections, socket, () => {
      responder.refuseOnSocket(socket, { refused: 'method-not-allowed', allow: 'GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH' })
    })
  })
  server.on('clientError', answerParseError({ responder, connections }))

  return { start, stop }

  async function start (): Promise<{ host: string, port: number }> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, () => {
        server.off('error', reject)
        resolve()
      })
    })
    const address = server.address() as AddressInfo
    return { host: address.address, port: address.port }
  }

  async function stop (graceMs: number): Promise<void> {
    draining = true
    connections.letLast()
    connections.destroyUnused()
    const deadlineMs = clock.nowMs() + graceMs
    const closed = new Promise<void>(resolve => { server.close(() => { resolve() }) })
    const stopLooking = clock.every(DRAIN_LOOK_MS, () => {
      server.closeIdleConnections()
      if (clock.nowMs() >= deadlineMs) connections.destroyAll()
    })
    await closed
    stopLooking()
    connections.destroyAll()
  }
}

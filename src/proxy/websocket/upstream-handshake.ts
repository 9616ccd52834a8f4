import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import { Fault } from '../../domain/fault.js'
import type { Refuse } from '../../ports/forward-context.js'
import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { UpstreamSettings } from '../../ports/upstream-settings.js'
import { translateFailure } from '../connection/translate-failure.js'
import { forwardResponseHeaders } from '../headers/response-headers.js'
import type { Attempts } from '../pool/attempts.js'
import { linkSockets } from './link-sockets.js'
import type { OpenTunnels } from './open-tunnels.js'
import type { PrereadBytes } from './preread-bytes.js'
import { relayRefusedUpgrade } from './relay-refused-upgrade.js'

export interface UpstreamHandshakeDeps {
  readonly upstream: Pick<UpstreamSettings, 'connectTimeoutMs' | 'responseTimeoutMs' | 'idleTimeoutMs'>
  readonly clock: Clock
  readonly observe: UpstreamObserver
  readonly tunnels: OpenTunnels
}

export interface UpstreamHandshakeParts {
  readonly attempts: Attempts
  readonly requestId: string
  readonly ahead: PrereadBytes
  readonly refuse: Refuse
  readonly join: Join
  readonly encrypted: boolean
}

/** What http-proxy does with an accepted upgrade. */
export type Join = (answer: IncomingMessage, upstream: Socket, head: Buffer) => void

/**
 * A WebSocket's handshake with an endpoint: waits for the outcome, within the time it may take and while
 * the client stays, and makes of it a tunnel, a relayed answer, another attempt or a refusal.
 */
export class UpstreamHandshake {
  readonly #deps: UpstreamHandshakeDeps
  readonly #client: Socket
  readonly #outgoing: ClientRequest
  readonly #parts: UpstreamHandshakeParts
  #connected = false
  #cancelProbe = (): void => {}
  #settled = false

  constructor (deps: UpstreamHandshakeDeps, client: Socket, outgoing: ClientRequest, parts: UpstreamHandshakeParts) {
    this.#deps = deps
    this.#client = client
    this.#outgoing = outgoing
    this.#parts = parts
  }

  /** To be called once, in the tick in which the request was made. */
  begin (): void {
    const { upstream: { connectTimeoutMs, responseTimeoutMs }, clock } = this.#deps
    const client = this.#client
    const outgoing = this.#outgoing
    this.#cancelProbe = afterMs(clock, connectTimeoutMs, this.#tooSlow)
    client.once('close', this.#clientLeft).once('end', this.#clientLeft)
    outgoing.once('socket', socket => {
      socket.once(this.#parts.encrypted ? 'secureConnect' : 'connect', () => {
        if (this.#settled) return
        this.#connected = true
        this.#cancelProbe()
        this.#cancelProbe = afterMs(clock, responseTimeoutMs, this.#tooSlow)
      })
    })
    outgoing.on('error', error => { this.#fail(error) })
    outgoing.once('response', answer => { this.#refused(answer) })
    outgoing.once('upgrade', (answer, upstream, head) => { this.#accepted(answer, upstream as Socket, head) })
  }

  #accepted (answer: IncomingMessage, upstream: Socket, head: Buffer): void {
    const passed = forwardResponseHeaders(answer.rawHeaders, 101, false)
    if (this.#settled || passed === undefined || answer.headers.upgrade?.toLowerCase() !== 'websocket') {
      upstream.destroy()
      return this.#fail(new Fault('UPSTREAM_BROKEN', 'the upstream switched to a protocol that was not asked for'))
    }
    this.#settle()
    this.#parts.attempts.succeeded()
    const { clock, observe, tunnels } = this.#deps
    const readBefore = upstream.bytesRead - head.length
    const writtenBefore = upstream.bytesWritten
    observe.tunnelOpened()
    linkSockets(this.#client, upstream, {
      clock,
      closed: () => {
        observe.bytesToClient(upstream.bytesRead - readBefore)
        observe.bytesToUpstream(upstream.bytesWritten - writtenBefore)
        observe.tunnelClosed()
      }
    })
    answer.headers = byName(['Connection', 'Upgrade', 'Upgrade', 'websocket', ...passed.headers])
    // http-proxy writes the head as a string and leaves its encoding to the socket.
    this.#client.setDefaultEncoding('latin1')
    this.#parts.ahead.unread()
    this.#parts.join(answer, upstream, head)
    tunnels.joined(this.#client, upstream)
  }

  #refused (answer: IncomingMessage): void {
    const status = answer.statusCode as number
    const passed = forwardResponseHeaders(answer.rawHeaders, status, false)
    if (this.#settled || passed === undefined || status < 200 || status > 599) {
      return this.#fail(new Fault('UPSTREAM_BROKEN', 'the upstream answered the handshake with what is no answer'))
    }
    this.#settle()
    this.#parts.attempts.succeeded()
    const { upstream: { idleTimeoutMs }, clock } = this.#deps
    this.#parts.ahead.drop()
    relayRefusedUpgrade(answer, this.#client, { ...passed, outgoing: this.#outgoing, idleTimeoutMs, clock })
  }

  #fail (error: Error): void {
    if (this.#settled) return
    this.#settle()
    this.#outgoing.destroy()
    const { attempts, requestId, refuse } = this.#parts
    if (attempts.failed(error, this.#connected)) return
    attempts.end()
    const fault = translateFailure(error)
    this.#deps.observe.failed(fault, requestId, 'WebSocket handshake failed')
    refuse({ refused: fault.code === 'UPSTREAM_TOO_SLOW' ? 'upstream-too-slow' : 'upstream-unreachable' }, fault)
  }

  #settle (): void {
    this.#settled = true
    this.#cancelProbe()
    this.#client.off('close', this.#clientLeft).off('end', this.#clientLeft)
  }

  readonly #tooSlow = (): void => {
    this.#fail(new Fault('UPSTREAM_TOO_SLOW', 'the upstream did not answer the handshake in time'))
  }

  readonly #clientLeft = (): void => {
    this.#settle()
    this.#outgoing.destroy()
    this.#client.destroy()
  }
}

function byName (headers: readonly string[]): Record<string, string[]> {
  const named = new Map<string, { name: string, values: string[] }>()
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    const value = headers[i + 1] as string
    const same = named.get(name.toLowerCase())
    if (same === undefined) named.set(name.toLowerCase(), { name, values: [value] })
    else same.values.push(value)
  }
  return Object.fromEntries([...named.values()].map(({ name, values }) => [name, values]))
}

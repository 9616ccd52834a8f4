import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import { Fault } from '../../domain/fault.js'
import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { UpstreamSettings } from '../../ports/upstream-settings.js'
import { forwardResponseHeaders } from '../headers/response-headers.js'
import { linkSockets } from './link-sockets.js'
import type { OpenTunnels } from './open-tunnels.js'
import type { PrereadBytes } from './preread-bytes.js'
import { relayRefusedUpgrade } from './relay-refused-upgrade.js'

export interface UpstreamHandshakeDeps {
  readonly upstream: Pick<UpstreamSettings, 'connectTimeoutMs' | 'responseTimeoutMs' | 'idleTimeoutMs'>
  readonly clock: Clock
  readonly observe: Pick<UpstreamObserver, 'tunnelOpened' | 'tunnelClosed' | 'bytesToClient' | 'bytesToUpstream'>
  readonly tunnels: OpenTunnels
}

export interface UpstreamHandshakeParts {
  readonly preread: PrereadBytes
  readonly join: Join
  readonly isTls: boolean
  /** Called when the upstream accepted or refused the handshake. */
  readonly onResponse: () => void
  /**
   * Called when the upstream did neither. The client is left open, and `preread` keeps its bytes.
   *
   * @param sent whether a connection was open and the request was on it
   */
  readonly onFailure: (error: Error, sent: boolean) => void
}

/** What http-proxy does with an accepted upgrade: it writes the 101 and pipes the sockets into each other. */
export type Join = (response: IncomingMessage, upstream: Socket, head: Buffer) => void

/**
 * One attempt at a WebSocket handshake with an endpoint. It waits for the response, within its timeouts and while
 * the client stays connected, and turns it into a tunnel, a relayed refusal or a failure.
 */
export class UpstreamHandshake {
  readonly #deps: UpstreamHandshakeDeps
  readonly #client: Socket
  readonly #outgoing: ClientRequest
  readonly #parts: UpstreamHandshakeParts
  #connected = false
  #cancelTimeout = (): void => {}
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
    this.#cancelTimeout = afterMs(clock, connectTimeoutMs, this.#onTimeout)
    client.once('close', this.#onClientLeft).once('end', this.#onClientLeft)
    outgoing.once('socket', socket => {
      socket.once(this.#parts.isTls ? 'secureConnect' : 'connect', () => {
        if (this.#settled) return
        this.#connected = true
        this.#cancelTimeout()
        this.#cancelTimeout = afterMs(clock, responseTimeoutMs, this.#onTimeout)
      })
    })
    outgoing.on('error', error => { this.#fail(error) })
    outgoing.once('response', response => { this.#onRefused(response) })
    outgoing.once('upgrade', (response, upstream, head) => { this.#onAccepted(response, upstream as Socket, head) })
  }

  #onAccepted (response: IncomingMessage, upstream: Socket, head: Buffer): void {
    const forwarded = forwardResponseHeaders(response.rawHeaders, 101, false)
    if (this.#settled || forwarded === undefined || response.headers.upgrade?.toLowerCase() !== 'websocket') {
      upstream.destroy()
      return this.#fail(new Fault('UPSTREAM_BROKEN', 'the upstream switched to a protocol that was not requested'))
    }
    this.#settle()
    this.#parts.onResponse()
    const { clock, observe, tunnels } = this.#deps
    const bytesReadBefore = upstream.bytesRead - head.length
    const bytesWrittenBefore = upstream.bytesWritten
    observe.tunnelOpened()
    linkSockets(this.#client, upstream, {
      clock,
      onClose: () => {
        observe.bytesToClient(upstream.bytesRead - bytesReadBefore)
        observe.bytesToUpstream(upstream.bytesWritten - bytesWrittenBefore)
        observe.tunnelClosed()
      }
    })
    response.headers = byName(['Connection', 'Upgrade', 'Upgrade', 'websocket', ...forwarded.headers])
    // http-proxy writes the head as a string in the default encoding of the socket.
    this.#client.setDefaultEncoding('latin1')
    this.#parts.preread.unread()
    this.#parts.join(response, upstream, head)
    tunnels.add(this.#client, upstream)
  }

  #onRefused (response: IncomingMessage): void {
    const status = response.statusCode as number
    const forwarded = forwardResponseHeaders(response.rawHeaders, status, false)
    if (this.#settled || forwarded === undefined || status < 200 || status > 599) {
      return this.#fail(new Fault('UPSTREAM_BROKEN', 'the response to the handshake is invalid'))
    }
    this.#settle()
    this.#parts.onResponse()
    const { upstream: { idleTimeoutMs }, clock } = this.#deps
    this.#parts.preread.discard()
    relayRefusedUpgrade(response, this.#client, { ...forwarded, outgoing: this.#outgoing, idleTimeoutMs, clock })
  }

  #fail (error: Error): void {
    if (this.#settled) return
    this.#settle()
    this.#outgoing.destroy()
    this.#parts.onFailure(error, this.#connected)
  }

  #settle (): void {
    this.#settled = true
    this.#cancelTimeout()
    this.#client.off('close', this.#onClientLeft).off('end', this.#onClientLeft)
  }

  readonly #onTimeout = (): void => {
    this.#fail(new Fault('UPSTREAM_TOO_SLOW', 'the upstream did not respond to the handshake in time'))
  }

  readonly #onClientLeft = (): void => {
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

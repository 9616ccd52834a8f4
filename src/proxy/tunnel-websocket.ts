import type { ClientRequest, IncomingMessage } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import httpProxy from 'http-proxy'
import { isRefusal } from '../domain/refusal.js'
import { findAddress, serverNameOf } from './connect-to-upstream.js'
import type { Passage, Refuse, Tunnel } from './passage.js'
import type { recognisePeer } from './peer.js'
import type { requestFields } from './request-fields.js'
import { type Join, UpstreamHandshake, type UpstreamHandshakeDeps } from './upstream-handshake.js'
import type { UpstreamOptions } from './upstream-options.js'

export interface TunnelWebSocketDeps extends UpstreamHandshakeDeps {
  readonly upstream: UpstreamOptions
  readonly lookup: LookupFunction | undefined
  readonly peerOf: ReturnType<typeof recognisePeer>
  readonly composeFields: ReturnType<typeof requestFields>
  /** Longest head of an answer that is read. */
  readonly headMaxBytes: number
  /** The clients of all tunnels, open or being opened. */
  readonly clients: Set<Duplex>
}

// http-proxy shapes its request after the client's: it would parse the target anew, and an Expect among
// the fields would send the head off before it can be replaced. It gets this instead.
const STAND_IN = { method: 'GET', url: '/', headers: { connection: 'Upgrade', upgrade: 'websocket' } } as unknown as IncomingMessage

/** Carries WebSockets, with http-proxy for plumbing: it opens the connection and joins the two sockets. */
export function tunnelWebSocket ({ peerOf, composeFields, lookup, headMaxBytes, clients, ...deps }: TunnelWebSocketDeps): Tunnel {
  const { upstream } = deps
  const { protocol, host, port, socketPath, tls } = upstream
  const plumbing = httpProxy.createProxyServer({
    target: { protocol, host, port, socketPath, ca: tls.ca, cert: tls.cert, key: tls.key },
    secure: !tls.insecure,
    toProxy: true,
    ignorePath: true,
    prependPath: false
  })
  const underWay = new WeakMap<Duplex, (outgoing: ClientRequest) => void>()
  plumbing.on('proxyReqWs', (outgoing, _request, socket) => { underWay.get(socket)?.(outgoing) })

  return (request, socket, head, passage, refuse) => {
    // Before anything: a reset without a listener would end the process.
    socket.on('error', () => { socket.destroy() })
    if (socket.destroyed) return
    const composed = composeFields(request.rawHeaders, request.httpVersion, peerOf(request.socket), passage)
    if (isRefusal(composed)) return refuse(composed, undefined)
    if (composed.chunked || composed.contentLength !== undefined) {
      return refuse({ refused: 'malformed', detail: 'a handshake has no body' }, undefined)
    }
    clients.add(socket)
    socket.once('close', () => { clients.delete(socket) })
    open(socket, head, composed.fields, passage, refuse)
  }

  function open (socket: Duplex, head: Buffer, fields: string[], passage: Passage, refuse: Refuse): void {
    let outgoing: ClientRequest | undefined
    // Called amid ws(), after the request was made and before it is sent.
    underWay.set(socket, made => {
      outgoing = made
      dress(made, fields, passage)
    })
    // Made anew each time: http-proxy writes its request's options into it.
    const ssl = { servername: serverNameOf(upstream), maxHeaderSize: headMaxBytes, ...findAddress(upstream, lookup) }
    plumbing.ws(STAND_IN, socket, head, { ssl }, () => {})
    if (outgoing === undefined) throw new Error('http-proxy made no request')

    // Of its listeners only the one that joins the sockets is wanted, and that one after our own checks.
    const [join] = outgoing.listeners('upgrade') as [Join]
    outgoing.removeAllListeners('upgrade').removeAllListeners('response').removeAllListeners('error')
    const handshake = new UpstreamHandshake(deps, socket as Socket, outgoing, { requestId: passage.requestId, refuse, join })
    handshake.begin()
  }

  function dress (outgoing: ClientRequest, fields: readonly string[], { target, host }: Passage): void {
    outgoing.path = target
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name)
    if (upstream.hostHeader === 'upstream' || host === undefined) outgoing.setHeader('Host', ownHost(upstream))
    outgoing.setHeader('Connection', 'Upgrade')
    outgoing.setHeader('Upgrade', 'websocket')
    for (let i = 0; i < fields.length; i += 2) outgoing.appendHeader(fields[i] as string, fields[i + 1] as string)
  }
}

/** What Host says of the upstream itself: the port only where it is not the scheme's own (RFC 9110 section 4.2.3). */
function ownHost ({ protocol, host, port }: UpstreamOptions): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === (protocol === 'https:' ? 443 : 80) ? name : `${name}:${port}`
}

import type { ClientRequest, IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import httpProxy from 'http-proxy'
import type { ForwardContext } from '../../ports/forward-context.js'
import type { UpstreamSettings, UpstreamEndpoint } from '../../ports/upstream-settings.js'
import { findAddress, serverNameOf } from '../connection/connect-to-upstream.js'
import { HEAD_MAX_BYTES } from '../pool/endpoint.js'
import type { Join } from './upstream-handshake.js'

/** A handshake that was begun with a place. */
export interface UpgradeRequest {
  readonly outgoing: ClientRequest
  readonly join: Join
}

// http-proxy shapes its request after the client's: it would parse the target anew, and an Expect among
// the headers would send the head off before it can be replaced. It gets this instead.
const PLACEHOLDER = { method: 'GET', url: '/', headers: { connection: 'Upgrade', upgrade: 'websocket' } } as unknown as IncomingMessage

const NOTHING = Buffer.alloc(0)

/**
 * Sends handshakes of WebSockets, with http-proxy for proxy: it opens the connection and knows how to join
 * the two sockets. Whatever else it would do with the request is taken from it.
 */
export function requestUpgrade ({ upstream, lookup }: {
  upstream: UpstreamSettings
  lookup: LookupFunction | undefined
}) {
  const { tls } = upstream
  const proxy = httpProxy.createProxyServer({ secure: !tls.insecure, toProxy: true, ignorePath: true, prependPath: false })
  const underWay = new WeakMap<Duplex, (outgoing: ClientRequest) => void>()
  proxy.on('proxyReqWs', (outgoing, _request, socket) => { underWay.get(socket)?.(outgoing) })

  /** @param headers flat names and values */
  return (where: UpstreamEndpoint, socket: Duplex, headers: readonly string[], context: ForwardContext): UpgradeRequest => {
    let outgoing: ClientRequest | undefined
    // Called amid ws(), after the request was made and before it is sent.
    underWay.set(socket, made => {
      outgoing = made
      setHeaders(made, where, headers, context)
    })
    const target = { ...where, ca: tls.ca, cert: tls.cert, key: tls.key }
    // Made anew each time: http-proxy writes its request's options into it.
    const ssl = { servername: serverNameOf(where, tls), maxHeaderSize: HEAD_MAX_BYTES, ...findAddress(upstream, lookup) }
    proxy.ws(PLACEHOLDER, socket, NOTHING, { target, ssl }, () => {})
    if (outgoing === undefined) throw new Error('http-proxy made no request')

    // Of its listeners only the one that joins the sockets is wanted, and that one after our own checks.
    const [join] = outgoing.listeners('upgrade') as [Join]
    outgoing.removeAllListeners('upgrade').removeAllListeners('response').removeAllListeners('error')
    return { outgoing, join }
  }

  function setHeaders (outgoing: ClientRequest, where: UpstreamEndpoint, headers: readonly string[], { target, host }: ForwardContext): void {
    outgoing.path = target
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name)
    if (upstream.hostHeader === 'upstream' || host === undefined) outgoing.setHeader('Host', ownHost(where))
    outgoing.setHeader('Connection', 'Upgrade')
    outgoing.setHeader('Upgrade', 'websocket')
    for (let i = 0; i < headers.length; i += 2) outgoing.appendHeader(headers[i] as string, headers[i + 1] as string)
  }
}

/** What Host says of a place itself: the port only where it is not the scheme's own (RFC 9110 section 4.2.3). */
function ownHost ({ protocol, host, port }: UpstreamEndpoint): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === (protocol === 'https:' ? 443 : 80) ? name : `${name}:${port}`
}

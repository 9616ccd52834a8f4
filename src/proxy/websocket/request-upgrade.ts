import type { ClientRequest, IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import httpProxy from 'http-proxy'
import type { ForwardContext } from '../../ports/forward-context.js'
import type { UpstreamSettings, UpstreamEndpoint } from '../../ports/upstream-settings.js'
import { findAddress, serverNameOf } from '../connection/connect-to-upstream.js'
import { HEAD_MAX_BYTES } from '../pool/endpoint.js'
import type { Join } from './upstream-handshake.js'

/** A handshake request that is being sent to an endpoint. */
export interface UpgradeRequest {
  readonly outgoing: ClientRequest
  readonly join: Join
}

// http-proxy models its request on the client's: it would parse the target again, and an Expect header would send
// the head before it can be replaced. It gets this placeholder instead.
const PLACEHOLDER = { method: 'GET', url: '/', headers: { connection: 'Upgrade', upgrade: 'websocket' } } as unknown as IncomingMessage

const NOTHING = Buffer.alloc(0)

/**
 * Sends WebSocket handshakes through http-proxy, which opens the connection and can join the two sockets. Everything
 * else that http-proxy would do with the request is replaced.
 */
export function requestUpgrade ({ upstream, lookup }: {
  upstream: UpstreamSettings
  lookup: LookupFunction | undefined
}) {
  const { tls } = upstream
  const proxy = httpProxy.createProxyServer({ secure: !tls.insecure, toProxy: true, ignorePath: true, prependPath: false })
  const pending = new WeakMap<Duplex, (outgoing: ClientRequest) => void>()
  proxy.on('proxyReqWs', (outgoing, _request, client) => { pending.get(client)?.(outgoing) })

  /** @param headers flat names and values */
  return (address: UpstreamEndpoint, client: Duplex, headers: readonly string[], context: ForwardContext): UpgradeRequest => {
    let outgoing: ClientRequest | undefined
    // Called within ws(), after the request was made and before it is sent.
    pending.set(client, request => {
      outgoing = request
      setHeaders(request, address, headers, context)
    })
    const target = { ...address, ca: tls.ca, cert: tls.cert, key: tls.key }
    // A new object for each request: http-proxy writes the request's options into it.
    const ssl = { servername: serverNameOf(address, tls), maxHeaderSize: HEAD_MAX_BYTES, ...findAddress(upstream, lookup) }
    proxy.ws(PLACEHOLDER, client, NOTHING, { target, ssl }, () => {})
    if (outgoing === undefined) throw new Error('http-proxy made no request')

    // Of its listeners only the one that joins the sockets is kept, to be called after our own checks.
    const [join] = outgoing.listeners('upgrade') as [Join]
    outgoing.removeAllListeners('upgrade').removeAllListeners('response').removeAllListeners('error')
    return { outgoing, join }
  }

  function setHeaders (outgoing: ClientRequest, address: UpstreamEndpoint, headers: readonly string[], { target, host }: ForwardContext): void {
    outgoing.path = target
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name)
    if (upstream.hostHeader === 'upstream' || host === undefined) outgoing.setHeader('Host', hostOf(address))
    outgoing.setHeader('Connection', 'Upgrade')
    outgoing.setHeader('Upgrade', 'websocket')
    for (let i = 0; i < headers.length; i += 2) outgoing.appendHeader(headers[i] as string, headers[i + 1] as string)
  }
}

/** The Host of an endpoint. The default port of its scheme is omitted (RFC 9110 section 4.2.3). */
function hostOf ({ protocol, host, port }: UpstreamEndpoint): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === (protocol === 'https:' ? 443 : 80) ? name : `${name}:${port}`
}

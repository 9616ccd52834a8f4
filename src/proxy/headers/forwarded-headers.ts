import { isIPv6 } from 'node:net'
import type { Peer } from './peer.js'

/** The forwarding headers that a trusted peer sent; undefined where it sent none. */
export interface ReceivedForwarding {
  forwarded: string | undefined
  for: string | undefined
  proto: string | undefined
  host: string | undefined
  port: string | undefined
}

/**
 * Adds the X-Forwarded-* headers. X-Forwarded-For gets the peer's address appended; the others keep the value of a
 * trusted peer, or get the gate's own. A Forwarded header (RFC 7239) that was received gets an element appended.
 */
export function addForwardedHeaders (headers: string[], { peer, host, received }: {
  peer: Peer
  /** The Host of the request. */
  host: string | undefined
  received: ReceivedForwarding
}): void {
  const scheme = peer.isSecure ? 'https' : 'http'
  headers.push('X-Forwarded-For', received.for === undefined ? peer.address : received.for + ', ' + peer.address)
  headers.push('X-Forwarded-Proto', received.proto ?? scheme)
  const forwardedHost = received.host ?? host
  if (forwardedHost !== undefined) headers.push('X-Forwarded-Host', forwardedHost)
  // A proxy that sends its scheme without a port listens on a port we do not know: ours would contradict its scheme.
  const port = received.port ?? (received.proto === undefined ? peer.port : undefined)
  if (port !== undefined) headers.push('X-Forwarded-Port', String(port))
  if (received.forwarded !== undefined) headers.push('Forwarded', received.forwarded + ', ' + element(peer, scheme, host))
}

function element (peer: Peer, scheme: string, host: string | undefined): string {
  const node = isIPv6(peer.address) ? `"[${peer.address}]"` : peer.address
  // A valid Host contains neither quote nor backslash.
  return host === undefined ? `for=${node};proto=${scheme}` : `for=${node};host="${host}";proto=${scheme}`
}

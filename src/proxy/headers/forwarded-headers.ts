import { isIPv6 } from 'node:net'
import type { Peer } from './peer.js'

/** What a trusted peer said of those before it; undefined where it said nothing. */
export interface ReceivedForwarded {
  forwarded: string | undefined
  for: string | undefined
  proto: string | undefined
  host: string | undefined
  port: string | undefined
}

/**
 * Adds the X-Forwarded-* headers to `headers`: our peer is appended to those it came by, and what no
 * trusted peer has said is said by us. An existing Forwarded (RFC 7239) gets our element too.
 */
export function addForwardedHeaders (headers: string[], { peer, host, before }: {
  peer: Peer
  /** Host the client asked for. */
  host: string | undefined
  before: ReceivedForwarded
}): void {
  const scheme = peer.encrypted ? 'https' : 'http'
  headers.push('X-Forwarded-For', before.for === undefined ? peer.address : before.for + ', ' + peer.address)
  headers.push('X-Forwarded-Proto', before.proto ?? scheme)
  const forwardedHost = before.host ?? host
  if (forwardedHost !== undefined) headers.push('X-Forwarded-Host', forwardedHost)
  // A peer that names its scheme but no port came in by one we do not know; ours would contradict it.
  const port = before.port ?? (before.proto === undefined ? peer.port : undefined)
  if (port !== undefined) headers.push('X-Forwarded-Port', String(port))
  if (before.forwarded !== undefined) headers.push('Forwarded', before.forwarded + ', ' + element(peer, scheme, host))
}

function element (peer: Peer, scheme: string, host: string | undefined): string {
  const node = isIPv6(peer.address) ? `"[${peer.address}]"` : peer.address
  // A host that can stand in Host holds neither quote nor backslash.
  return host === undefined ? `for=${node};proto=${scheme}` : `for=${node};host="${host}";proto=${scheme}`
}

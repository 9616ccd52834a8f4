import { isIPv6 } from 'node:net'
import type { Peer } from './peer.js'

/** What a trusted peer said of those before it; undefined where it said nothing. */
export interface ForwardedBefore {
  forwarded: string | undefined
  for: string | undefined
  proto: string | undefined
  host: string | undefined
  port: string | undefined
}

/**
 * Adds the X-Forwarded-* fields to `fields`: our peer is appended to those it came by, and what no
 * trusted peer has said is said by us. An existing Forwarded (RFC 7239) gets our element too.
 */
export function addForwardedFields (fields: string[], { peer, host, before }: {
  peer: Peer
  /** Host the client asked for. */
  host: string | undefined
  before: ForwardedBefore
}): void {
  const scheme = peer.encrypted ? 'https' : 'http'
  fields.push('X-Forwarded-For', before.for === undefined ? peer.address : before.for + ', ' + peer.address)
  fields.push('X-Forwarded-Proto', before.proto ?? scheme)
  const forwardedHost = before.host ?? host
  if (forwardedHost !== undefined) fields.push('X-Forwarded-Host', forwardedHost)
  // A peer that names its scheme but no port came in by one we do not know; ours would contradict it.
  const port = before.port ?? (before.proto === undefined ? peer.port : undefined)
  if (port !== undefined) fields.push('X-Forwarded-Port', String(port))
  if (before.forwarded !== undefined) fields.push('Forwarded', before.forwarded + ', ' + element(peer, scheme, host))
}

function element (peer: Peer, scheme: string, host: string | undefined): string {
  const node = isIPv6(peer.address) ? `"[${peer.address}]"` : peer.address
  // A host that can stand in Host holds neither quote nor backslash.
  return host === undefined ? `for=${node};proto=${scheme}` : `for=${node};host="${host}";proto=${scheme}`
}

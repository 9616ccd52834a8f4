import { BlockList, isIPv6, type Socket } from 'node:net'

/** The other end of a client's connection. */
export interface Peer {
  /** IPv4-mapped IPv6 addresses are written as IPv4. */
  readonly address: string
  /** Whether its X-Forwarded-* headers are trusted. */
  readonly trusted: boolean
  /** The local port that it connected to. */
  readonly port: number | undefined
  readonly isSecure: boolean
}

/**
 * Returns a connection's peer, and whether it is a trusted proxy. Computed once per connection.
 *
 * @param trustedProxies addresses and CIDR ranges
 */
export function recognisePeer (trustedProxies: readonly string[]): (socket: Socket) => Peer {
  const trusted = new BlockList()
  for (const range of trustedProxies) addRange(trusted, range)
  const peers = new WeakMap<Socket, Peer>()

  return socket => {
    const known = peers.get(socket)
    if (known !== undefined) return known
    const address = unmapped(socket.remoteAddress)
    const peer = {
      address: address ?? 'unknown',
      trusted: address !== undefined && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'),
      port: socket.localPort,
      isSecure: 'encrypted' in socket
    }
    peers.set(socket, peer)
    return peer
  }
}

function addRange (list: BlockList, range: string): void {
  const slash = range.indexOf('/')
  const address = slash === -1 ? range : range.slice(0, slash)
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  if (slash === -1) list.addAddress(address, family)
  else list.addSubnet(address, Number(range.slice(slash + 1)), family)
}

// A dual-stack listener reports IPv4 peers as ::ffff:192.0.2.1 (RFC 4291 section 2.5.5.2). A link-local address has a
// zone, which BlockList cannot parse.
function unmapped (address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7)
  const zone = address.indexOf('%')
  return zone === -1 ? address : address.slice(0, zone)
}

import { BlockList, isIPv6, type Socket } from 'node:net'

/** Who is at the other end of a client's connection. */
export interface Peer {
  /** IPv4-mapped IPv6 addresses are spelled as IPv4. */
  readonly address: string
  /** Whether what it says of clients before it is believed. */
  readonly trusted: boolean
  /** Port of ours that it came in by. */
  readonly port: number | undefined
  readonly encrypted: boolean
}

/**
 * Tells who a connection's peer is and whether it is a trusted proxy. Looked up once a connection.
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
      encrypted: 'encrypted' in socket
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

// A dual-stack listener sees IPv4 peers as ::ffff:192.0.2.1 (RFC 4291 section 2.5.5.2). A link-local
// address carries its zone, which BlockList cannot read.
function unmapped (address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7)
  const zone = address.indexOf('%')
  return zone === -1 ? address : address.slice(0, zone)
}

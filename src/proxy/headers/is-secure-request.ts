import type { IncomingMessage } from 'node:http'
import { recognisePeer } from './peer.js'

/**
 * Returns whether the client itself used TLS, as far as the gate can know: from the connection, or from the
 * X-Forwarded-Proto of a trusted proxy.
 *
 * @param trustedProxies addresses and CIDR ranges
 */
export function isSecureRequest (trustedProxies: readonly string[]): (request: IncomingMessage) => boolean {
  const peerOf = recognisePeer(trustedProxies)

  return ({ socket, headers }) => {
    const { isSecure, trusted } = peerOf(socket)
    if (isSecure || !trusted) return isSecure
    // The first value is that of the proxy nearest to the client.
    const forwardedProto = headers['x-forwarded-proto'] as string | undefined
    return forwardedProto?.split(',')[0]?.trim().toLowerCase() === 'https'
  }
}

import type { IncomingMessage } from 'node:http'
import { recognisePeer } from './peer.js'

/**
 * Tells whether the client itself came over TLS, as far as the gate can know: from the connection, or from
 * what a trusted proxy says in X-Forwarded-Proto.
 *
 * @param trustedProxies addresses and CIDR ranges
 */
export function isSecureRequest (trustedProxies: readonly string[]): (request: IncomingMessage) => boolean {
  const peerOf = recognisePeer(trustedProxies)

  return ({ socket, headers }) => {
    const { encrypted, trusted } = peerOf(socket)
    if (encrypted || !trusted) return encrypted
    // The first is what the proxy nearest to the client said.
    const said = headers['x-forwarded-proto'] as string | undefined
    return said?.split(',')[0]?.trim().toLowerCase() === 'https'
  }
}

import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import type { TlsSettings } from '../../ports/tls-settings.js'
import type { UpstreamSettings, UpstreamEndpoint } from '../../ports/upstream-settings.js'
import type { HeadFlusher } from './head-flusher.js'
import { patchConnection, type ClosedBeforeResponse } from './patch-connection.js'

/** How long an address that does not respond delays the attempt at the next one (RFC 8305 section 8). */
const ADDRESS_TIMEOUT_MS = 250

/**
 * Returns the function by which undici opens a connection to the upstream. Each connection resolves the name again
 * and tries its addresses in turn, within the connect timeout.
 */
export function connectToUpstream ({ address, upstream, lookup, closedBeforeResponse, headFlusher }: {
  address: UpstreamEndpoint
  upstream: Pick<UpstreamSettings, 'connectTimeoutMs' | 'tls'>
  lookup: LookupFunction | undefined
  /** Collects the errors of connections that closed before a response, see `patchConnection`. */
  closedBeforeResponse: ClosedBeforeResponse
  headFlusher: Pick<HeadFlusher, 'connected'>
}): buildConnector.connector {
  const { tls } = upstream
  const connect = buildConnector({
    allowH2: false,
    timeout: upstream.connectTimeoutMs,
    socketPath: address.socketPath ?? null,
    ...findAddress(upstream, lookup),
    ...(address.protocol === 'https:' && { ca: tls.ca, cert: tls.cert, key: tls.key, rejectUnauthorized: !tls.insecure })
  })
  const servername = serverNameOf(address, tls)

  return (options, callback) => {
    connect({ ...options, servername }, (...outcome) => {
      if (outcome[0] === null) patchConnection(outcome[1], closedBeforeResponse, headFlusher)
      callback(...outcome)
    })
  }
}

/** The name in SNI that the certificate must match. Empty for an IP address: SNI holds names only (RFC 6066 section 3). */
export function serverNameOf ({ host }: UpstreamEndpoint, tls: TlsSettings): string {
  return tls.serverName ?? (isIP(host) === 0 ? host : '')
}

/**
 * How Node resolves a name and tries its addresses. The options are explicit, so that no flag of Node changes them.
 *
 * @param lookup resolves names; undefined for the system's resolver
 */
export function findAddress ({ connectTimeoutMs }: Pick<UpstreamSettings, 'connectTimeoutMs'>, lookup: LookupFunction | undefined) {
  return {
    autoSelectFamily: true,
    // Node's minimum is 10 ms. The last address may take all of the remaining time.
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.min(ADDRESS_TIMEOUT_MS, connectTimeoutMs / 2)),
    ...lookup === undefined ? {} : { lookup }
  }
}

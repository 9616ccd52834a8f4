import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import type { UpstreamSettings, UpstreamEndpoint } from '../../ports/upstream-settings.js'
import type { HeadFlusher } from './head-flusher.js'
import { patchConnection, type ClosedBeforeResponse } from './patch-connection.js'

/** How long an address that does not answer delays the next one (RFC 8305 section 8). */
const ADDRESS_TIMEOUT_MS = 250

/**
 * How undici opens a connection to the upstream. Its name is resolved anew for each, and its addresses are
 * tried in turn within the time that connecting may take.
 */
export function connectToUpstream ({ where, upstream, lookup, closedBeforeResponse, headFlusher }: {
  where: UpstreamEndpoint
  upstream: Pick<UpstreamSettings, 'connectTimeoutMs' | 'tls'>
  lookup: LookupFunction | undefined
  /** Gets the errors of connections that die without a word, see `patchConnection`. */
  closedBeforeResponse: ClosedBeforeResponse
  headFlusher: Pick<HeadFlusher, 'connected'>
}): buildConnector.connector {
  const { tls } = upstream
  const connect = buildConnector({
    allowH2: false,
    timeout: upstream.connectTimeoutMs,
    socketPath: where.socketPath ?? null,
    ...findAddress(upstream, lookup),
    ...(where.protocol === 'https:' && { ca: tls.ca, cert: tls.cert, key: tls.key, rejectUnauthorized: !tls.insecure })
  })
  const servername = serverNameOf(where, tls)

  return (options, callback) => {
    connect({ ...options, servername }, (...outcome) => {
      if (outcome[0] === null) patchConnection(outcome[1], closedBeforeResponse, headFlusher)
      callback(...outcome)
    })
  }
}

/** The name asked for by SNI and looked for in the certificate. Empty for an address: RFC 6066 section 3 knows names only. */
export function serverNameOf ({ host }: UpstreamEndpoint, tls: UpstreamSettings['tls']): string {
  return tls.serverName ?? (isIP(host) === 0 ? host : '')
}

/**
 * How Node finds and tries the addresses of a name. Said here, so that no flag of Node's turns it off.
 *
 * @param lookup resolves names; the system's way when undefined
 */
export function findAddress ({ connectTimeoutMs }: Pick<UpstreamSettings, 'connectTimeoutMs'>, lookup: LookupFunction | undefined) {
  return {
    autoSelectFamily: true,
    // Node takes 10 ms at least. The last address may take all the time that is left.
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.min(ADDRESS_TIMEOUT_MS, connectTimeoutMs / 2)),
    ...lookup === undefined ? {} : { lookup }
  }
}

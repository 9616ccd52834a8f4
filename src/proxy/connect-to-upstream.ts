import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import { mendConnection, type SilentDeaths } from './mend-connection.js'
import type { UpstreamOptions } from './upstream-options.js'

/** How undici opens a connection to the upstream. Its name is resolved anew for each. */
export function connectToUpstream ({ upstream, silentDeaths }: {
  upstream: UpstreamOptions
  /** Gets the errors of connections that die without a word, see `mendConnection`. */
  silentDeaths: SilentDeaths
}): buildConnector.connector {
  const { tls } = upstream
  const connect = buildConnector({
    allowH2: false,
    timeout: upstream.connectTimeoutMs,
    socketPath: upstream.socketPath ?? null,
    ...(upstream.protocol === 'https:' && { ca: tls.ca, cert: tls.cert, key: tls.key, rejectUnauthorized: !tls.insecure })
  })
  const servername = serverNameOf(upstream)

  return (options, callback) => {
    connect({ ...options, servername }, (...outcome) => {
      if (outcome[0] === null) mendConnection(outcome[1], silentDeaths)
      callback(...outcome)
    })
  }
}

/** The name asked for by SNI and looked for in the certificate. Empty for an address: RFC 6066 section 3 knows names only. */
export function serverNameOf ({ host, tls }: Pick<UpstreamOptions, 'host' | 'tls'>): string {
  return tls.serverName ?? (isIP(host) === 0 ? host : '')
}

import type { Refusal } from '../../domain/refusal.js'
import type { Transports } from './extract-token.js'

export type Transport = 'header' | 'path' | 'query' | 'cookie'

/**
 * Reads from `?transport=` how a client of the token endpoint is going to send its token. A transport that is not
 * enabled is refused here, so that the client fails early and not at its first segment.
 */
export function requestedTransport ({ path, query, cookie }: Transports): (target: string) => Transport | Refusal {
  const isEnabled = { header: true, path, query: query !== undefined, cookie: cookie !== undefined }

  return target => {
    const at = target.indexOf('?')
    const values = at === -1 ? [] : new URLSearchParams(target.slice(at + 1)).getAll('transport')
    if (values.length === 0) return 'header'
    const [transport] = values
    if (values.length > 1 || transport === undefined || !isTransport(transport)) {
      return { refused: 'malformed', detail: 'the parameter transport must be header, path, query or cookie, and sent once' }
    }
    return isEnabled[transport] ? transport : { refused: 'malformed', detail: `the token transport ${transport} is not enabled: use another one, or enable it with --token-transport` }
  }
}

function isTransport (text: string): text is Transport {
  return text === 'header' || text === 'path' || text === 'query' || text === 'cookie'
}

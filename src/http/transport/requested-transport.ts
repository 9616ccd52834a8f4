import type { Refusal } from '../../domain/refusal.js'
import type { Transports } from './extract-token.js'

export type Transport = 'header' | 'path' | 'query' | 'cookie'

/**
 * Reads how a client of the token endpoint will carry its token, from `?transport=`: what the gate does not
 * take is refused here rather than at the first segment.
 */
export function requestedTransport ({ path, query, cookie }: Transports): (target: string) => Transport | Refusal {
  const taken = { header: true, path, query: query !== undefined, cookie: cookie !== undefined }

  return target => {
    const at = target.indexOf('?')
    const asked = at === -1 ? [] : new URLSearchParams(target.slice(at + 1)).getAll('transport')
    if (asked.length === 0) return 'header'
    const [transport] = asked
    if (asked.length > 1 || transport === undefined || !isTransport(transport)) {
      return { refused: 'malformed', detail: 'transport must be header, path, query or cookie, once' }
    }
    return taken[transport] ? transport : { refused: 'malformed', detail: `this gate takes no tokens by ${transport}: see its option --token-transport` }
  }
}

function isTransport (text: string): text is Transport {
  return text === 'header' || text === 'path' || text === 'query' || text === 'cookie'
}

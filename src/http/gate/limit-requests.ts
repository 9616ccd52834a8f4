import type { KnownStream } from '../../domain/memory/known-stream.js'
import type { Refusal } from '../../domain/refusal.js'

const OVERLOADED: Refusal = { refused: 'overloaded' }
const STREAM_OVERLOADED: Refusal = { refused: 'stream-overloaded' }

/** Lets a request or a WebSocket in until `lasting` closes, or says why not. */
export type Admit = (known: KnownStream | undefined, lifetime: { once: (event: 'close', listener: () => void) => unknown }) => Refusal | undefined

/**
 * Bounds how much is forwarded at once, over all and on one stream. A client can ask for more than it has
 * connections, by pipelining.
 *
 * @param maxRequests requests and WebSockets at once; 0 is no limit
 * @param maxRequestsPerStream the same on one stream; 0 is no limit
 */
export function limitRequests ({ maxRequests, maxRequestsPerStream }: { maxRequests: number, maxRequestsPerStream: number }): Admit {
  let inFlight = 0
  const leave = (): void => { inFlight-- }

  return (known, lifetime) => {
    // Who has too much under way is told so, also by a gate that has.
    if (known !== undefined && maxRequestsPerStream !== 0 && known.exchanges.size >= maxRequestsPerStream) return STREAM_OVERLOADED
    if (maxRequests !== 0 && inFlight >= maxRequests) return OVERLOADED
    inFlight++
    lifetime.once('close', leave)
    return undefined
  }
}

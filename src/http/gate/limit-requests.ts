import type { KnownStream } from '../../domain/memory/known-stream.js'
import type { Refusal } from '../../domain/refusal.js'

const OVERLOADED: Refusal = { refused: 'overloaded' }
const STREAM_OVERLOADED: Refusal = { refused: 'stream-overloaded' }

/** Admits a request or a WebSocket until `lifetime` closes; returns the refusal when a limit is reached. */
export type Admit = (known: KnownStream | undefined, lifetime: { once: (event: 'close', listener: () => void) => unknown }) => Refusal | undefined

/**
 * Limits concurrent requests, in total and on one stream. A limit on connections does not do that, because a
 * client can pipeline requests.
 *
 * @param maxRequests concurrent requests and WebSockets; 0 is unlimited
 * @param maxRequestsPerStream the same on one stream; 0 is unlimited
 */
export function limitRequests ({ maxRequests, maxRequestsPerStream }: { maxRequests: number, maxRequestsPerStream: number }): Admit {
  let inFlight = 0
  const leave = (): void => { inFlight-- }

  return (known, lifetime) => {
    // The limit of the stream comes first: a client that exceeds its own limit learns that, on an overloaded gate too.
    if (known !== undefined && maxRequestsPerStream !== 0 && known.exchanges.size >= maxRequestsPerStream) return STREAM_OVERLOADED
    if (maxRequests !== 0 && inFlight >= maxRequests) return OVERLOADED
    inFlight++
    lifetime.once('close', leave)
    return undefined
  }
}

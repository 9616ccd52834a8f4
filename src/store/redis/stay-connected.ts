import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'

/** How long to wait before connecting anew. */
export const CONNECT_ANEW_AFTER_MS = 250

/**
 * Connects anew whenever ioredis has given up, which it should never do: a sentinel that announces a new
 * master while the old one is being connected to makes it believe that we wanted to disconnect.
 *
 * @returns how to let it rest
 */
export function stayConnected ({ redis, clock }: { redis: Redis | Cluster, clock: Clock }): () => void {
  let resting = false
  let stopWaiting = (): void => {}
  redis.on('end', () => {
    if (resting) return
    stopWaiting = clock.every(CONNECT_ANEW_AFTER_MS, () => {
      stopWaiting()
      // Why it fails is said by its events, and that it did by the next end.
      redis.connect().catch(() => {})
    })
  })
  return () => {
    resting = true
    stopWaiting()
  }
}

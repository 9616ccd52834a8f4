import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'

/** How long to wait before connecting again. */
export const RECONNECT_DELAY_MS = 250

/**
 * Connects again whenever ioredis has given up. It does so by mistake when a sentinel announces a new master while
 * ioredis is still connecting to the old one: it takes its own disconnect for one that we requested.
 *
 * @returns a function that stops reconnecting
 */
export function stayConnected ({ redis, clock }: { redis: Redis | Cluster, clock: Clock }): () => void {
  let isStopped = false
  let stopWaiting = (): void => {}
  redis.on('end', () => {
    if (isStopped) return
    stopWaiting = clock.every(RECONNECT_DELAY_MS, () => {
      stopWaiting()
      // A failure is reported by the error event, and handled by the next end event.
      redis.connect().catch(() => {})
    })
  })
  return () => {
    isStopped = true
    stopWaiting()
  }
}

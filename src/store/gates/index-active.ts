import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'
import type { Log } from '../../ports/log.js'
import { translateError } from '../redis/translate-error.js'

/** How long a count is good for. */
export const COUNT_AGE_MS_MAX = 1000

/** The books of all live streams, kept beside them for watching and never for deciding. */
export interface Tally {
  /** Notes when a stream ends; 0 for now. Returns at once: a note that fails makes the count wrong until then. */
  readonly note: (viewerTag: string, secret: string, endMs: number) => void
  /** Live streams of all viewers, at most a second old. */
  readonly count: () => Promise<number>
}

/**
 * Keeps the books in 16 shards by the first digit of the viewer's tag, which a Cluster spreads.
 *
 * @param ask bounds how long an answer of Redis may take
 */
export function tallyActive ({ redis, keyPrefix, clock, log, ask }: {
  redis: Redis | Cluster
  keyPrefix: string
  clock: Clock
  log: Log
  ask: <T>(question: () => Promise<T>) => Promise<T>
}): Tally {
  let counting: Promise<number> | undefined
  let countedAtMs = -Infinity

  return {
    note: (viewerTag, secret, endMs) => {
      redis.streamsMark(keyOf(viewerTag.charAt(0)), secret, endMs).catch((error: unknown) => {
        log.debug({ error: translateError(error).message }, 'could not note a stream for counting')
      })
    },
    count: async () => {
      const nowMs = clock.nowMs()
      if (counting === undefined || nowMs - countedAtMs >= COUNT_AGE_MS_MAX) {
        countedAtMs = nowMs
        const own = counting = countShards()
        own.catch(() => { if (counting === own) counting = undefined })
      }
      return await counting
    }
  }

  async function countShards (): Promise<number> {
    const counts = await Promise.all([...'0123456789abcdef'].map(async digit => await ask(async () => await redis.streamsCount(keyOf(digit)))))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  function keyOf (digit: string): string {
    return `${keyPrefix}active:${digit}`
  }
}

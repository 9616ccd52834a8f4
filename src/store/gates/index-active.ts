import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'
import type { Log } from '../../ports/log.js'
import { translateError } from '../redis/translate-error.js'

/** Maximum age of a count. */
export const COUNT_AGE_MS_MAX = 1000

/** The index of all active streams. It is for monitoring, never for decisions. */
export interface ActiveIndex {
  /** Writes when a stream ends; 0 is now. Returns immediately. If the write fails, the count is wrong until that time. */
  readonly update: (viewerTag: string, secret: string, endMs: number) => void
  /** Live streams of all viewers, at most a second old. */
  readonly count: () => Promise<number>
}

/**
 * Keeps the index in 16 shards, by the first digit of the viewer's tag. A Cluster spreads them over its nodes.
 *
 * @param call limits how long a command may take
 */
export function indexActive ({ redis, keyPrefix, clock, log, call }: {
  redis: Redis | Cluster
  keyPrefix: string
  clock: Clock
  log: Log
  call: <T>(command: () => Promise<T>) => Promise<T>
}): ActiveIndex {
  let counting: Promise<number> | undefined
  let countedAtMs = -Infinity

  return {
    update: (viewerTag, secret, endMs) => {
      redis.streamsIndex(keyOf(viewerTag.charAt(0)), secret, endMs).catch((error: unknown) => {
        log.debug({ error: translateError(error).message }, 'updating the index of active streams failed')
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
    const counts = await Promise.all([...'0123456789abcdef'].map(async digit => await call(async () => await redis.streamsCount(keyOf(digit)))))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  function keyOf (digit: string): string {
    return `${keyPrefix}active:${digit}`
  }
}

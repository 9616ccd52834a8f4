import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'

/** Waits until commands can be sent and listening was tried, but no longer than `timeoutMs`. */
export async function becomeReady ({ redis, tried, clock, timeoutMs }: {
  redis: Redis | Cluster
  tried: Promise<void>
  clock: Clock
  timeoutMs: number
}): Promise<void> {
  const ready = new Promise<void>(resolve => { redis.once('ready', () => { resolve() }) })
  await new Promise<void>(resolve => {
    const stopWaiting = clock.every(timeoutMs, done)
    Promise.all([ready, tried]).then(done, done)
    function done (): void {
      stopWaiting()
      resolve()
    }
  })
}

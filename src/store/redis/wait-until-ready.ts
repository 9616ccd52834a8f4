import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'

/** Waits until commands can be sent and the first attempt to subscribe is over, at most `timeoutMs`. */
export async function waitUntilReady ({ redis, attempted, clock, timeoutMs }: {
  redis: Redis | Cluster
  attempted: Promise<void>
  clock: Clock
  timeoutMs: number
}): Promise<void> {
  const ready = new Promise<void>(resolve => { redis.once('ready', () => { resolve() }) })
  await new Promise<void>(resolve => {
    const stopWaiting = clock.every(timeoutMs, done)
    Promise.all([ready, attempted]).then(done, done)
    function done (): void {
      stopWaiting()
      resolve()
    }
  })
}

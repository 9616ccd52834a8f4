/** Size of the queue, as a multiple of the calls that may be in flight. */
export const QUEUE_FACTOR = 16

/** Runs a lookup when its turn comes; undefined when the queue is full. */
export type LimitedLookup = <Result>(lookup: () => Promise<Result>) => Promise<Result> | undefined

/**
 * Bulkhead: limits how many lookups are in flight. A burst is queued in the order of arrival. A flood is rejected
 * before its queue is so long that clients give up waiting.
 *
 * @param max lookups in flight; 0 is unlimited
 */
export function limitConcurrency (max: number): LimitedLookup {
  if (max === 0) return lookup => lookup()
  const queue: Array<() => void> = []
  let inFlight = 0

  return lookup => {
    if (inFlight < max) return run(lookup)
    if (queue.length >= max * QUEUE_FACTOR) return undefined
    return new Promise((resolve, reject) => { queue.push(() => { run(lookup).then(resolve, reject) }) })
  }

  function run<Result> (lookup: () => Promise<Result>): Promise<Result> {
    inFlight++
    return lookup().finally(() => {
      inFlight--
      queue.shift()?.()
    })
  }
}

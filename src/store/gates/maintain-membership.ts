import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'
import type { GateReport } from '../../domain/stream-store.js'
import type { Log } from '../../ports/log.js'
import type { Lifetimes } from './lifetimes.js'

/** How often a gate tells the others that it lives, and hears of them. */
export const BEAT_INTERVAL_MS = 250
/** For how long at least, after Redis may have lost streams, the gates restore what they know. */
export const SETTLING_MS = 2000
/** For how long at most they wait for one that has not finished. */
export const SETTLING_MS_MAX = 10_000
/** How much longer than its streams can play a gate is waited for that says no more. */
const SPARE_MS = 5000

/** What this gate knows of all gates on the same Redis, itself included. Times of Redis are in ms. */
export interface Gates {
  /** Puts this gate on the list, or leaves that to its next beat when Redis cannot be asked. */
  readonly enter: () => Promise<void>
  /** What expired until then, by the time of Redis, plays on no gate. */
  readonly floorMs: () => number
  /** Resolves to whether the floor rises to `endMs` when every gate that answers has been heard. */
  readonly reaches: (endMs: number) => Promise<boolean>
  /** Whether Redis may have lost streams a moment ago that gates have yet to restore. As of the last beat. */
  readonly isSettling: () => boolean
  /** Resolves when that is over; at once when it is not so. */
  readonly settled: () => Promise<void>
  /** Asks Redis now whether it still knows this gate. Rejects with its `Fault`. */
  readonly confirm: () => Promise<void>
  /** Takes in that Redis may have lost streams. */
  readonly doubt: () => void
  /** From now on the gate's own rules say how far it has let go. */
  readonly report: (report: GateReport) => void
  /** No other gate waits for this one any more. */
  readonly leave: () => Promise<void>
}

/**
 * Keeps the list of gates in Redis. Two things follow from it. A gate that cannot ask Redis lets expired
 * streams play on for the grace, and all others see that it does, because its time on the list stands
 * still: until it moves on, they do not give the slots of such streams away. And a gate that misses itself
 * on the list, or finds an old entry, knows that Redis has lost data.
 *
 * @param gateId tells this gate from all others; the successor of one that died may have its id
 * @param ask bounds how long an answer of Redis may take
 */
export function joinGates ({ redis, key, gateId, lifetimes, clock, log, ask }: {
  redis: Redis | Cluster
  key: string
  gateId: string
  lifetimes: Lifetimes
  clock: Clock
  log: Log
  ask: <T>(question: () => Promise<T>) => Promise<T>
}): Gates {
  // What may play on a gate that died: what it renewed last, and its grace; once more, restored elsewhere.
  const keptMs = lifetimes.expiryMs + 2 * lifetimes.graceMs + SPARE_MS
  const waiting = new Set<() => void>()
  let report: GateReport = { letGoMs: clock.nowMs, onDoubt: () => {} }
  let last: { readonly redisMs: number, readonly receivedMs: number } | undefined
  let sentMs = 0
  let notedMs = -1
  let floorMs = 0
  let doubt = { atMs: -Infinity, redisMs: 0 }
  let beating: Promise<void> | undefined
  let next: Promise<void> | undefined
  let left = false
  const stopBeating = clock.every(BEAT_INTERVAL_MS, () => {
    if (beating === undefined) beat().catch(noteFailure)
    wakeSettled()
  })

  return {
    enter: async () => { await confirm().catch(noteFailure) },
    floorMs: () => floorMs,
    reaches: async endMs => {
      await confirm().catch(noteFailure)
      if (floorMs >= endMs) return true
      // By then every other gate that lives has beaten, too.
      await pause()
      await confirm().catch(noteFailure)
      return floorMs >= endMs
    },
    isSettling,
    settled: async () => { if (isSettling()) await new Promise<void>(resolve => { waiting.add(resolve) }) },
    confirm,
    doubt: () => { startDoubt(last === undefined ? 0 : last.redisMs + clock.nowMs() - last.receivedMs) },
    report: given => { report = given },
    leave: async () => {
      stopBeating()
      left = true
      wakeSettled()
      await beating?.catch(noteFailure)
      await ask(async () => await redis.zrem(key, gateId)).catch(noteFailure)
    }
  }

  async function pause (): Promise<void> {
    await new Promise<void>(resolve => {
      const stop = clock.every(BEAT_INTERVAL_MS, () => {
        stop()
        resolve()
      })
    })
  }

  /** Resolves with the answer to a beat that was sent after this call. */
  async function confirm (): Promise<void> {
    if (beating === undefined) return await beat()
    next ??= beating.catch(() => {}).then(async () => {
      next = undefined
      await beat()
    })
    await next
  }

  async function beat (): Promise<void> {
    const own = beating = exchange()
    try {
      await own
    } finally {
      beating = undefined
    }
  }

  async function exchange (): Promise<void> {
    // The time of Redis when this is sent is at least what it was at its last answer plus what has passed since.
    const letGoMs = report.letGoMs()
    if (last !== undefined) sentMs = Math.max(sentMs, Math.floor(last.redisMs + letGoMs - last.receivedMs))
    const watermarkMs = sentMs
    const [beforeMs, redisMs, lowestMs] = await ask(async () => await redis.gatesBeat(key, gateId, watermarkMs, keptMs))
    const isLost = beforeMs < notedMs
    last = { redisMs, receivedMs: clock.nowMs() }
    sentMs = notedMs = watermarkMs === 0 ? redisMs : watermarkMs
    floorMs = lowestMs
    if (isLost) {
      log.warn({}, 'redis has lost data: restoring the streams that this gate knows')
      startDoubt(redisMs)
    }
  }

  function startDoubt (redisMs: number): void {
    doubt = { atMs: clock.nowMs(), redisMs }
    report.onDoubt()
  }

  function isSettling (): boolean {
    const passedMs = clock.nowMs() - doubt.atMs
    return !left && (passedMs < SETTLING_MS || (passedMs < SETTLING_MS_MAX && floorMs < doubt.redisMs))
  }

  function wakeSettled (): void {
    if (waiting.size === 0 || isSettling()) return
    for (const wake of waiting) wake()
    waiting.clear()
  }

  function noteFailure (error: unknown): void {
    log.debug({ error: error instanceof Error ? error.message : String(error) }, 'could not tell the other gates of this one')
  }
}

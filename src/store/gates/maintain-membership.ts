import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'
import type { GateReport } from '../../domain/stream-store.js'
import type { Log } from '../../ports/log.js'

/** Interval between heartbeats. */
export const HEARTBEAT_INTERVAL_MS = 250
/** Minimum length of the reclaim period, in which gates restore streams after Redis may have lost some. */
export const RECLAIM_PERIOD_MS = 2000
/** Maximum length of the reclaim period, when a gate does not finish. */
export const RECLAIM_PERIOD_MS_MAX = 10_000
/** Extra time before an unresponsive gate is removed. */
const MEMBER_TTL_MARGIN_MS = 5000

/** How long streams live. All gates on the same Redis must agree. */
export interface Lifetimes {
  /** After the last renewal. */
  readonly expiryMs: number
  /** How long a gate without Redis may let a stream continue after its expiry; 0 is not at all. */
  readonly graceMs: number
}

/** This gate's view of all gates on the same Redis, itself included. Times are Redis time, in ms. */
export interface Membership {
  /** Adds this gate. If Redis is unavailable, the next heartbeat adds it. */
  readonly enter: () => Promise<void>
  /** The lowest watermark of all gates: a stream that expired by then plays on no gate. */
  readonly lowWatermarkMs: () => number
  /** Waits until every responsive gate has sent a heartbeat; resolves to whether the low watermark has reached `endMs`. */
  readonly reaches: (endMs: number) => Promise<boolean>
  /** Whether a reclaim period is running, as of the last heartbeat. */
  readonly isReclaiming: () => boolean
  /** Resolves at the end of the reclaim period; immediately when none is running. */
  readonly reclaimed: () => Promise<void>
  /** Sends a heartbeat now, which detects a loss of data. Rejects with the store's `Fault`. */
  readonly confirm: () => Promise<void>
  /** Starts a reclaim period: Redis may have lost streams. */
  readonly suspectDataLoss: () => void
  /** Sets the source of this gate's watermark, and the listener for suspected data loss. */
  readonly setReport: (report: GateReport) => void
  /** Removes this gate, so that no other gate waits for it. */
  readonly leave: () => Promise<void>
}

/**
 * Keeps the membership of gates in Redis, with a heartbeat per gate. It serves two purposes:
 *
 * - A gate without Redis lets expired streams continue for the grace. The other gates see its watermark stand
 *   still, and reserve the slots of such streams until the watermark moves on.
 * - A gate that is missing from the membership, or finds an older entry than it wrote, knows that Redis has
 *   lost data.
 *
 * @param gateId unique per gate; the successor of a gate that died may reuse its id
 * @param call limits how long a command may take
 */
export function maintainMembership ({ redis, key, gateId, lifetimes, clock, log, call }: {
  redis: Redis | Cluster
  key: string
  gateId: string
  lifetimes: Lifetimes
  clock: Clock
  log: Log
  call: <T>(command: () => Promise<T>) => Promise<T>
}): Membership {
  // The longest time for which the streams of a gate that died can play: their last renewal and its grace, and
  // the grace again when another gate has restored them.
  const memberTtlMs = lifetimes.expiryMs + 2 * lifetimes.graceMs + MEMBER_TTL_MARGIN_MS
  const waiting = new Set<() => void>()
  let report: GateReport = { watermarkMs: clock.nowMs, onSuspectedDataLoss: () => {} }
  let last: { readonly redisMs: number, readonly receivedMs: number } | undefined
  let sentMs = 0
  let storedMs = -1
  let lowWatermarkMs = 0
  let suspectedLoss = { atMs: -Infinity, redisMs: 0 }
  let inFlight: Promise<void> | undefined
  let next: Promise<void> | undefined
  let left = false
  const stopHeartbeats = clock.every(HEARTBEAT_INTERVAL_MS, () => {
    if (inFlight === undefined) heartbeat().catch(logFailure)
    resolveReclaimed()
  })

  return {
    enter: async () => { await confirm().catch(logFailure) },
    lowWatermarkMs: () => lowWatermarkMs,
    reaches: async endMs => {
      await confirm().catch(logFailure)
      if (lowWatermarkMs >= endMs) return true
      // Every other responsive gate sends a heartbeat within this interval.
      await pause()
      await confirm().catch(logFailure)
      return lowWatermarkMs >= endMs
    },
    isReclaiming,
    reclaimed: async () => { if (isReclaiming()) await new Promise<void>(resolve => { waiting.add(resolve) }) },
    confirm,
    suspectDataLoss: () => { startReclaimPeriod(last === undefined ? 0 : last.redisMs + clock.nowMs() - last.receivedMs) },
    setReport: given => { report = given },
    leave: async () => {
      stopHeartbeats()
      left = true
      resolveReclaimed()
      await inFlight?.catch(logFailure)
      await call(async () => await redis.zrem(key, gateId)).catch(logFailure)
    }
  }

  async function pause (): Promise<void> {
    await new Promise<void>(resolve => {
      const stop = clock.every(HEARTBEAT_INTERVAL_MS, () => {
        stop()
        resolve()
      })
    })
  }

  /** Resolves with the response to a heartbeat that was sent after this call. */
  async function confirm (): Promise<void> {
    if (inFlight === undefined) return await heartbeat()
    next ??= inFlight.catch(() => {}).then(async () => {
      next = undefined
      await heartbeat()
    })
    await next
  }

  async function heartbeat (): Promise<void> {
    const own = inFlight = sendHeartbeat()
    try {
      await own
    } finally {
      inFlight = undefined
    }
  }

  async function sendHeartbeat (): Promise<void> {
    // The time of Redis now is at least its time in the last response plus the time since then.
    const localMs = report.watermarkMs()
    if (last !== undefined) sentMs = Math.max(sentMs, Math.floor(last.redisMs + localMs - last.receivedMs))
    const watermarkMs = sentMs
    const [previousMs, redisMs, lowestMs] = await call(async () => await redis.gatesHeartbeat(key, gateId, watermarkMs, memberTtlMs))
    const isLost = previousMs < storedMs
    last = { redisMs, receivedMs: clock.nowMs() }
    sentMs = storedMs = watermarkMs === 0 ? redisMs : watermarkMs
    lowWatermarkMs = lowestMs
    if (isLost) {
      log.warn({}, 'redis has lost data, restoring the streams that this gate knows')
      startReclaimPeriod(redisMs)
    }
  }

  function startReclaimPeriod (redisMs: number): void {
    suspectedLoss = { atMs: clock.nowMs(), redisMs }
    report.onSuspectedDataLoss()
  }

  function isReclaiming (): boolean {
    const passedMs = clock.nowMs() - suspectedLoss.atMs
    return !left && (passedMs < RECLAIM_PERIOD_MS || (passedMs < RECLAIM_PERIOD_MS_MAX && lowWatermarkMs < suspectedLoss.redisMs))
  }

  function resolveReclaimed (): void {
    if (waiting.size === 0 || isReclaiming()) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  function logFailure (error: unknown): void {
    log.debug({ error: error instanceof Error ? error.message : String(error) }, 'heartbeat of this gate failed')
  }
}

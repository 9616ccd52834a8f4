import type { Clock } from '../clock.js'
import { Fault } from '../fault.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { AllowInGrace } from '../outage/allow-in-grace.js'
import type { FailOpen } from '../outage/fail-open.js'
import { parseToken } from '../parse-token.js'
import type { Refusal } from '../refusal.js'
import { RETRY_AFTER_FAULT_MS } from '../renewal/refresh-stream.js'
import type { StreamStore } from '../stream-store.js'
import type { Token } from '../stream.js'
import type { LimitedLookup } from './limit-concurrency.js'
import type { RefuseEnded } from './throttle-ended.js'

/** The gate's decision: the stream that pays for the request, or why there is none. */
export type Decision = KnownStream | Refusal

/** Answers for the text of a client's `X-Stream-Token`. */
export type CheckToken = (tokenText: string) => Decision | Promise<Decision>

const OVERLOADED: Refusal = { refused: 'overloaded' }
const MALFORMED: Refusal = { refused: 'malformed', detail: 'X-Stream-Token is not a token: expected a UUID as /streams hands them out' }

/**
 * The gate. Answers at once, without I/O or a promise, for a stream verified before and for a token
 * that was dead a moment ago; otherwise asks the store, one question a token however many requests
 * wait for it. While the store cannot be asked, a stream verified before goes on for as long as the rule
 * for outages allowsInGrace it.
 *
 * The returned promise rejects with the store's `Fault`.
 */
export function checkToken ({ store, memory, clock, implicitRenewal, expirySeconds, refresh, refuseEnded, limitedLookup, isOpen, allowsInGrace, assume, onAllowedInGrace }: {
  store: Pick<StreamStore, 'find' | 'renew'>
  memory: StreamMemory
  clock: Clock
  /** Whether a request for video renews its stream. */
  implicitRenewal: boolean
  expirySeconds: number
  refresh: (known: KnownStream, renewing: boolean) => void
  /** How a token is refused that is dead. */
  refuseEnded: RefuseEnded
  /** Questions about tokens that this gate does not know go through it: anybody can make such a token up. */
  limitedLookup: LimitedLookup
  /** Whether the store is known to be away. */
  isOpen: () => boolean
  allowsInGrace: AllowInGrace
  /** What an unknown token is taken for when the store cannot be asked; undefined for nothing. */
  assume: FailOpen['assume']
  /** Told of each request that is allowed though the store could not be asked. */
  onAllowedInGrace: () => void
}): CheckToken {
  const underWay = new Map<Token, Promise<Decision>>()

  return tokenText => {
    const nowMs = clock.nowMs()
    const known = memory.fresh(tokenText, nowMs)
    if (known === undefined) return checkUnverified(tokenText, nowMs)
    return renewIfDue(known, nowMs)
  }

  function renewIfDue (known: KnownStream, nowMs: number): KnownStream {
    if (nowMs >= known.renewAfterMs) refresh(known, implicitRenewal)
    return use(known, nowMs)
  }

  function use (known: KnownStream, nowMs: number): KnownStream {
    if (implicitRenewal) known.usedAtMs = nowMs
    return known
  }

  function checkUnverified (tokenText: string, nowMs: number): Decision | Promise<Decision> {
    // Players that never stop asking spell it as it was handed out.
    if (memory.isNegative(tokenText, nowMs)) return refuseEnded(tokenText, nowMs)
    const parts = parseToken(tokenText)
    if (parts === undefined) return MALFORMED
    const { token } = parts
    if (memory.isNegative(token, nowMs)) return refuseEnded(token, nowMs)
    const known = memory.get(token)
    if (known !== undefined && memory.isFresh(known, nowMs)) return renewIfDue(known, nowMs)
    if (known === undefined && isOpen()) {
      const assumed = assume(token, nowMs)
      if (assumed !== undefined) return tolerate(assumed, nowMs)
    }
    // The store is away, or did not answer about this very stream a moment ago.
    if (known !== undefined && (isOpen() || nowMs < known.backoffUntilMs) && allowsInGrace(known, nowMs)) return tolerate(known, nowMs)
    const asked = underWay.get(token)
    if (asked !== undefined) return asked
    const answered = known === undefined ? limitedLookup(() => ask(token, clock.nowMs())) : ask(token, nowMs)
    if (answered === undefined) return OVERLOADED
    const asking = answered.finally(() => underWay.delete(token))
    underWay.set(token, asking)
    return asking
  }

  function tolerate (known: KnownStream, nowMs: number): KnownStream {
    onAllowedInGrace()
    return use(known, nowMs)
  }

  async function ask (token: Token, sentAtMs: number): Promise<Decision> {
    try {
      return await askStore(token, sentAtMs)
    } catch (error) {
      const nowMs = clock.nowMs()
      if (!(error instanceof Fault)) throw error
      const known = memory.get(token) ?? assume(token, nowMs)
      if (known === undefined || !allowsInGrace(known, nowMs)) throw error
      known.backoffUntilMs = nowMs + RETRY_AFTER_FAULT_MS
      memory.markUnconfirmed(known)
      return tolerate(known, nowMs)
    }
  }

  async function askStore (token: Token, sentAtMs: number): Promise<Decision> {
    // A request for video is evidence of a viewer: finding and renewing are one round trip.
    const stream = implicitRenewal ? (await store.renew(token, expirySeconds))?.stream : await store.find(token)
    const known = stream && memory.put(stream, sentAtMs)
    if (known !== undefined) return known
    const nowMs = clock.nowMs()
    if (stream === undefined) memory.putNegative(token, nowMs)
    return refuseEnded(token, nowMs)
  }
}

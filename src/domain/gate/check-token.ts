import type { Clock } from '../clock.js'
import { Fault } from '../fault.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { AllowInGrace } from '../outage/allow-in-grace.js'
import type { FailOpen } from '../outage/fail-open.js'
import type { Refresh } from '../outage/recover-streams.js'
import type { Refusal } from '../refusal.js'
import { RETRY_AFTER_FAULT_MS } from '../renewal/refresh-stream.js'
import type { StreamStore } from '../stream-store.js'
import type { Token } from '../stream.js'
import { parseToken } from '../token.js'
import type { LimitedLookup } from './limit-concurrency.js'
import type { RefuseEnded } from './throttle-ended.js'

/** The gate's decision: the stream that the request belongs to, or a refusal. */
export type Decision = KnownStream | Refusal

/** Decides on the text of a client's `X-Stream-Token`. */
export type CheckToken = (tokenText: string) => Decision | Promise<Decision>

const OVERLOADED: Refusal = { refused: 'overloaded' }
const MALFORMED: Refusal = { refused: 'malformed', detail: 'X-Stream-Token is not a token: expected a UUID from /streams' }

/**
 * The gate. A cached decision needs neither I/O nor a promise: a verified stream is allowed, an ended or unknown
 * token is refused. Any other token is looked up in the store, with one lookup in flight per token. While the store
 * is unavailable, a verified stream continues for as long as the outage mode allows.
 *
 * The returned promise rejects with the store's `Fault`.
 */
export function checkToken ({ store, memory, clock, implicitRenewal, expirySeconds, refresh, refuseEnded, limitedLookup, isStoreUnavailable, allowsInGrace, assume, onAllowedInGrace }: {
  store: Pick<StreamStore, 'find' | 'renew'>
  memory: StreamMemory
  clock: Clock
  /** Whether a request for video renews its stream. */
  implicitRenewal: boolean
  expirySeconds: number
  refresh: Refresh
  /** Refuses an ended or unknown token. */
  refuseEnded: RefuseEnded
  /** Limits lookups of tokens that this gate does not know, because any client can make tokens up. */
  limitedLookup: LimitedLookup
  isStoreUnavailable: () => boolean
  allowsInGrace: AllowInGrace
  /** Treats an unknown token as one of a live stream while failing open; undefined otherwise. */
  assume: FailOpen['assume']
  /** Called for each request that is allowed without a response of the store. */
  onAllowedInGrace: () => void
}): CheckToken {
  const inFlight = new Map<Token, Promise<Decision>>()

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
    // Players that repeat requests with an ended token send it in canonical form, so this check saves the parsing.
    if (memory.isNegative(tokenText, nowMs)) return refuseEnded(tokenText, nowMs)
    const parts = parseToken(tokenText)
    if (parts === undefined) return MALFORMED
    const { token } = parts
    if (memory.isNegative(token, nowMs)) return refuseEnded(token, nowMs)
    const known = memory.get(token)
    if (known !== undefined && memory.isFresh(known, nowMs)) return renewIfDue(known, nowMs)
    if (known === undefined && isStoreUnavailable()) {
      const assumed = assume(token, nowMs)
      if (assumed !== undefined) return useInGrace(assumed, nowMs)
    }
    // The store is unavailable, or the last lookup of this stream met a fault a moment ago.
    if (known !== undefined && (isStoreUnavailable() || nowMs < known.backoffUntilMs) && allowsInGrace(known, nowMs)) return useInGrace(known, nowMs)
    const pending = inFlight.get(token)
    if (pending !== undefined) return pending
    const lookup = known === undefined ? limitedLookup(() => lookUp(token, clock.nowMs())) : lookUp(token, nowMs)
    if (lookup === undefined) return OVERLOADED
    const decision = lookup.finally(() => inFlight.delete(token))
    inFlight.set(token, decision)
    return decision
  }

  function useInGrace (known: KnownStream, nowMs: number): KnownStream {
    onAllowedInGrace()
    return use(known, nowMs)
  }

  async function lookUp (token: Token, sentAtMs: number): Promise<Decision> {
    try {
      return await lookUpInStore(token, sentAtMs)
    } catch (error) {
      const nowMs = clock.nowMs()
      if (!(error instanceof Fault)) throw error
      const known = memory.get(token) ?? assume(token, nowMs)
      if (known === undefined || !allowsInGrace(known, nowMs)) throw error
      known.backoffUntilMs = nowMs + RETRY_AFTER_FAULT_MS
      memory.markUnconfirmed(known)
      return useInGrace(known, nowMs)
    }
  }

  async function lookUpInStore (token: Token, sentAtMs: number): Promise<Decision> {
    // A request for video is evidence of a viewer, so it finds and renews the stream in one round trip.
    const stream = implicitRenewal ? (await store.renew(token, expirySeconds))?.stream : await store.find(token)
    const known = stream && memory.put(stream, sentAtMs)
    if (known !== undefined) return known
    const nowMs = clock.nowMs()
    if (stream === undefined) memory.putNegative(token, nowMs)
    return refuseEnded(token, nowMs)
  }
}

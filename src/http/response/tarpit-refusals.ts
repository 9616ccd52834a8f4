import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../domain/clock.js'
import type { Refusal } from '../../domain/refusal.js'
import type { Refuser } from './respond.js'

/** How long an answer is held back. */
export const TARPIT_MS = 1000
/** How often it is looked for answers that were held back long enough: how much later they may be. */
export const TARPIT_POLL_MS = 50
/** Answers held back at most. */
export const TARPIT_MAX = 2048
/** Which part of all connections may have their answers held back: while they do, they make no room for others. */
export const TARPIT_SHARE = 1 / 8

interface Waiting { readonly request: IncomingMessage, readonly refusal: Refusal, readonly dueMs: number }

/** Refusals that are answered later than they could be. */
export interface Tarpit {
  /** Answers after a while, or at once when too many wait already. Forgotten when the client leaves. */
  readonly refuse: Refuser['refuse']
  /** Answers all that wait, and holds no more. */
  readonly release: () => void
}

/**
 * Holds refusals back. Players ask again so long after an answer, whatever it says: only one that comes late
 * has them ask less often.
 *
 * @param refuse how they are answered in the end
 * @param maxConnections connections open at once; 0 is no limit
 */
export function tarpitRefusals ({ clock, refuse, maxConnections, observe }: {
  clock: Clock
  refuse: Refuser['refuse']
  maxConnections: number
  observe: { tarpitted: () => void, released: () => void, immediate: () => void }
}): Tarpit {
  const maxWaiting = maxConnections === 0 ? TARPIT_MAX : Math.min(TARPIT_MAX, Math.floor(maxConnections * TARPIT_SHARE))
  // All wait equally long, so the first is always the next that is due.
  const waiting = new Map<ServerResponse, Waiting>()
  let isOpen = true
  let stopPolling: (() => void) | undefined

  return {
    refuse: (request, response, refusal) => {
      if (!isOpen || waiting.size >= maxWaiting || response.destroyed) {
        observe.immediate()
        refuse(request, response, refusal)
        return
      }
      waiting.set(response, { request, refusal, dueMs: clock.nowMs() + TARPIT_MS })
      observe.tarpitted()
      response.once('close', forget)
      stopPolling ??= clock.every(TARPIT_POLL_MS, () => { refuseUntil(clock.nowMs()) })
    },
    release: () => {
      isOpen = false
      refuseUntil(Infinity)
    }
  }

  function refuseUntil (untilMs: number): void {
    for (const [response, { request, refusal, dueMs }] of waiting) {
      if (dueMs > untilMs) return
      response.off('close', forget)
      drop(response)
      refuse(request, response, refusal)
    }
  }

  function forget (this: ServerResponse): void {
    drop(this)
  }

  function drop (response: ServerResponse): void {
    waiting.delete(response)
    observe.released()
    if (waiting.size > 0) return
    stopPolling?.()
    stopPolling = undefined
  }
}

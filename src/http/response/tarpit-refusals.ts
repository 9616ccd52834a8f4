import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../domain/clock.js'
import type { Refusal } from '../../domain/refusal.js'
import type { Refuser } from './respond.js'

/** How long an answer is held back. */
export const HOLD_MS = 1000
/** How often it is looked for answers that were held back long enough: how much later they may be. */
export const HOLD_LOOK_MS = 50
/** Answers held back at most. */
export const HELD_MAX = 2048
/** Which part of all connections may have their answers held back: while they do, they make no room for others. */
export const HELD_PART = 1 / 8

interface Held { readonly request: IncomingMessage, readonly refusal: Refusal, readonly dueMs: number }

/** Refusals that are answered later than they could be. */
export interface HeldRefusals {
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
  observe: { held: () => void, over: () => void, atOnce: () => void }
}): HeldRefusals {
  const heldMost = maxConnections === 0 ? HELD_MAX : Math.min(HELD_MAX, Math.floor(maxConnections * HELD_PART))
  // All wait equally long, so the first is always the next that is due.
  const waiting = new Map<ServerResponse, Held>()
  let holding = true
  let stopLooking: (() => void) | undefined

  return {
    refuse: (request, response, refusal) => {
      if (!holding || waiting.size >= heldMost || response.destroyed) {
        observe.atOnce()
        refuse(request, response, refusal)
        return
      }
      waiting.set(response, { request, refusal, dueMs: clock.nowMs() + HOLD_MS })
      observe.held()
      response.once('close', forget)
      stopLooking ??= clock.every(HOLD_LOOK_MS, () => { answerUntil(clock.nowMs()) })
    },
    release: () => {
      holding = false
      answerUntil(Infinity)
    }
  }

  function answerUntil (untilMs: number): void {
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
    observe.over()
    if (waiting.size > 0) return
    stopLooking?.()
    stopLooking = undefined
  }
}

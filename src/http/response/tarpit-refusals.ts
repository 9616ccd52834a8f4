import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../domain/clock.js'
import type { Refusal } from '../../domain/refusal.js'
import type { Refuser } from './respond.js'

/** How long a refusal is delayed. */
export const TARPIT_MS = 1000
/** How often the tarpit looks for refusals that are due: how much later they may be sent. */
export const TARPIT_POLL_MS = 50
/** Maximum of delayed refusals. */
export const TARPIT_MAX = 2048
/** Maximum share of the connections that may wait in the tarpit: while they wait, they cannot be evicted. */
export const TARPIT_SHARE = 1 / 8

interface Waiting { readonly request: IncomingMessage, readonly refusal: Refusal, readonly dueMs: number }

export interface Tarpit {
  /** Refuses after `TARPIT_MS`, or immediately when the tarpit is full. Drops the refusal when the client leaves. */
  readonly refuse: Refuser['refuse']
  /** Sends all delayed refusals, and delays no more. */
  readonly release: () => void
}

/**
 * Delays refusals. Most players retry a fixed time after a response, whatever it says: only a later response makes
 * them retry less often.
 *
 * @param refuse sends a refusal
 * @param maxConnections connection limit of the listener; 0 is unlimited
 */
export function tarpitRefusals ({ clock, refuse, maxConnections, observe }: {
  clock: Clock
  refuse: Refuser['refuse']
  maxConnections: number
  observe: { tarpitted: () => void, released: () => void, immediate: () => void }
}): Tarpit {
  const maxWaiting = maxConnections === 0 ? TARPIT_MAX : Math.min(TARPIT_MAX, Math.floor(maxConnections * TARPIT_SHARE))
  // All wait equally long, so the first entry is always the next one due.
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
      response.once('close', onClose)
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
      response.off('close', onClose)
      remove(response)
      refuse(request, response, refusal)
    }
  }

  function onClose (this: ServerResponse): void {
    remove(this)
  }

  function remove (response: ServerResponse): void {
    waiting.delete(response)
    observe.released()
    if (waiting.size > 0) return
    stopPolling?.()
    stopPolling = undefined
  }
}

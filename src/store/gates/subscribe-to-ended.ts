import type { Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'
import type { Subscription } from '../../domain/stream-store.js'
import type { Ended } from '../../domain/stream.js'
import type { Log } from '../../ports/log.js'
import { readEnded } from './ended-message.js'

/** Interval between pings of a connection, and between attempts to replace a lost one. */
export const PROBE_INTERVAL_MS = 1000

/** The subscription to ended streams, which all gates publish. */
export interface EndedSubscription {
  readonly onEnded: (listener: (ended: Ended) => void) => void
  readonly subscription: () => Subscription
  /** Resolves when the first attempt to subscribe has succeeded or failed. */
  readonly attempted: Promise<void>
  readonly close: () => void
}

/**
 * Subscribes to a channel until it is closed. A connection that leaves a PING unanswered for a whole interval
 * counts as lost from when the PING was sent: it may have been half open since then.
 *
 * @param connect creates a connection for one attempt, not connected yet
 */
export function subscribeToEnded ({ clock, log, channel, connect }: { clock: Clock, log: Log, channel: string, connect: () => Redis }): EndedSubscription {
  const listeners: Array<(ended: Ended) => void> = []
  let connection: Redis | undefined
  let sinceMs: number | undefined
  let lostMs = -Infinity
  let unansweredMs: number | undefined
  let isLossLogged = false
  let resolveAttempted: () => void
  const attempted = new Promise<void>(resolve => { resolveAttempted = resolve })
  const stopProbing = clock.every(PROBE_INTERVAL_MS, probe)
  subscribe()

  return {
    onEnded: listener => { listeners.push(listener) },
    subscription: () => ({ sinceMs, lostMs }),
    attempted,
    close: () => {
      stopProbing()
      const closing = connection
      connection = undefined
      if (sinceMs !== undefined) lostMs = clock.nowMs()
      sinceMs = undefined
      closing?.disconnect()
    }
  }

  function subscribe (): void {
    const own = connection = connect()
    let reason: unknown = 'connection closed'
    own.on('error', (error: unknown) => { reason = error })
    own.on('end', () => { handleLoss(own, clock.nowMs(), reason) })
    own.on('message', (_channel: string, message: string) => {
      const ended = readEnded(message)
      if (ended !== undefined) for (const listener of listeners) listener(ended)
    })
    own.connect().then(async () => await own.subscribe(channel)).then(() => {
      if (connection !== own) return
      sinceMs = clock.nowMs()
      unansweredMs = undefined
      if (isLossLogged) log.info({}, 'subscribed to ended streams again')
      isLossLogged = false
      resolveAttempted()
    }, (error: unknown) => {
      // The rejection does not contain the cause; the error event does.
      handleLoss(own, clock.nowMs(), reason instanceof Error ? reason : error)
    })
  }

  function probe (): void {
    if (connection === undefined) {
      subscribe()
    } else if (sinceMs !== undefined) {
      if (unansweredMs === undefined) ping(connection)
      else handleLoss(connection, unansweredMs, 'ping timed out')
    }
  }

  function ping (own: Redis): void {
    const sentMs = unansweredMs = clock.nowMs()
    own.ping().then(
      () => { if (connection === own) unansweredMs = undefined },
      (error: unknown) => { handleLoss(own, sentMs, error) }
    )
  }

  function handleLoss (own: Redis, atMs: number, reason: unknown): void {
    if (connection !== own) return
    connection = undefined
    const wasSubscribed = sinceMs !== undefined
    if (wasSubscribed) lostMs = atMs
    sinceMs = undefined
    own.disconnect()
    if (!isLossLogged) {
      isLossLogged = true
      log.warn({ error: reason instanceof Error ? reason.message : reason }, 'not subscribed to ended streams, they are noticed late')
    }
    resolveAttempted()
    // The first attempt is immediate; further attempts wait for the next probe.
    if (wasSubscribed) subscribe()
  }
}

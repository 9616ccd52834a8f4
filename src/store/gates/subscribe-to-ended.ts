import type { Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'
import type { Subscription } from '../../domain/stream-store.js'
import type { Ended } from '../../domain/stream.js'
import type { Log } from '../../ports/log.js'
import { readEnded } from './ended-message.js'

/** How often a connection must prove that it lives, and a lost one is tried again. */
export const PROBE_INTERVAL_MS = 1000

/** Ends of streams, as all gates announce them. */
export interface Ends {
  readonly onEnded: (listener: (ended: Ended) => void) => void
  readonly hearing: () => Subscription
  /** Resolves when the first attempt to listen has succeeded or failed. */
  readonly tried: Promise<void>
  readonly close: () => void
}

/**
 * Listens to a channel for as long as it is open. A connection that leaves a PING unanswered for a whole
 * interval counts as lost from when the PING was sent: it may have been half open ever since.
 *
 * @param connect a connection for one attempt, not connected yet
 */
export function hearEnds ({ clock, log, channel, connect }: { clock: Clock, log: Log, channel: string, connect: () => Redis }): Ends {
  const listeners: Array<(ended: Ended) => void> = []
  let connection: Redis | undefined
  let sinceMs: number | undefined
  let lostMs = -Infinity
  let unansweredMs: number | undefined
  let deafnessTold = false
  let settleTried: () => void
  const tried = new Promise<void>(resolve => { settleTried = resolve })
  const stopProbing = clock.every(PROBE_INTERVAL_MS, probe)
  listen()

  return {
    onEnded: listener => { listeners.push(listener) },
    hearing: () => ({ sinceMs, lostMs }),
    tried,
    close: () => {
      stopProbing()
      const closing = connection
      connection = undefined
      if (sinceMs !== undefined) lostMs = clock.nowMs()
      sinceMs = undefined
      closing?.disconnect()
    }
  }

  function listen (): void {
    const own = connection = connect()
    let reason: unknown = 'connection closed'
    own.on('error', (error: unknown) => { reason = error })
    own.on('end', () => { lose(own, clock.nowMs(), reason) })
    own.on('message', (_channel: string, message: string) => {
      const ended = readEnded(message)
      if (ended !== undefined) for (const listener of listeners) listener(ended)
    })
    own.connect().then(async () => await own.subscribe(channel)).then(() => {
      if (connection !== own) return
      sinceMs = clock.nowMs()
      unansweredMs = undefined
      if (deafnessTold) log.info({}, 'redis announces ended streams again')
      deafnessTold = false
      settleTried()
    }, (error: unknown) => {
      // ioredis says why it could not connect in its error event, and only that it could not here.
      lose(own, clock.nowMs(), reason instanceof Error ? reason : error)
    })
  }

  function probe (): void {
    if (connection === undefined) {
      listen()
    } else if (sinceMs !== undefined) {
      if (unansweredMs === undefined) ping(connection)
      else lose(connection, unansweredMs, 'no answer')
    }
  }

  function ping (own: Redis): void {
    const sentMs = unansweredMs = clock.nowMs()
    own.ping().then(
      () => { if (connection === own) unansweredMs = undefined },
      (error: unknown) => { lose(own, sentMs, error) }
    )
  }

  function lose (own: Redis, atMs: number, reason: unknown): void {
    if (connection !== own) return
    connection = undefined
    const heard = sinceMs !== undefined
    if (heard) lostMs = atMs
    sinceMs = undefined
    own.disconnect()
    if (!deafnessTold) {
      deafnessTold = true
      log.warn({ error: reason instanceof Error ? reason.message : reason }, 'redis does not announce ended streams: they are noticed late')
    }
    settleTried()
    // One attempt at once; further ones wait for the next probe.
    if (heard) listen()
  }
}

import type { Clock } from '../clock.js'
import { Fault } from '../fault.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { FailOpen } from '../outage/fail-open.js'
import type { Refusal } from '../refusal.js'
import type { StreamStore } from '../stream-store.js'
import type { Device, Token, Viewer } from '../stream.js'

/** A stream as it is handed to the client. */
export interface Granted {
  readonly token: Token
  /** Live streams of the viewer, this one included; undefined while the store is unavailable. */
  readonly active?: number
  /** Whether this is the live stream that the device already had. */
  readonly resumed?: boolean
}

/**
 * Grants a viewer a stream, or refuses it. While the store is unavailable, it grants a stream without checking the
 * limit if the outage mode is to fail open. Rejects with the store's `Fault`.
 */
export function acquireStream ({ store, memory, clock, limitAcquires, limit, expirySeconds, grantFailingOpen }: {
  store: Pick<StreamStore, 'acquire'>
  memory: StreamMemory
  clock: Clock
  /** Seconds until the viewer may acquire again; 0 is now. */
  limitAcquires: (viewer: Viewer) => number
  limit: number
  expirySeconds: number
  /** Grants a stream after a fault of the store; undefined when it must not. */
  grantFailingOpen: FailOpen['grant']
}) {
  return async ({ viewer, device }: { viewer: Viewer, device?: Device | undefined }): Promise<Granted | Refusal> => {
    const retryAfterSeconds = limitAcquires(viewer)
    if (retryAfterSeconds > 0) return { refused: 'too-many-acquires', retryAfterSeconds }
    const sentAtMs = clock.nowMs()
    const acquired = await store.acquire({ viewer, limit, expirySeconds, device }).catch((error: unknown) => {
      const stream = error instanceof Fault ? grantFailingOpen({ viewer, device }) : undefined
      if (stream === undefined) throw error
      return stream
    })
    if ('token' in acquired) return { token: acquired.token }
    if (!acquired.granted) return { refused: 'limit-reached', limit }
    // The first request for video then needs no lookup.
    memory.put(acquired.stream, sentAtMs)
    return { token: acquired.stream.token, active: acquired.active, resumed: acquired.resumed }
  }
}

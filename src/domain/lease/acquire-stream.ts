import type { Clock } from '../clock.js'
import { Fault } from '../fault.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { FailOpen } from '../outage/fail-open.js'
import type { Refusal } from '../refusal.js'
import type { StreamStore } from '../stream-store.js'
import type { Device, Token, Viewer } from '../stream.js'

/** A stream in the client's hands. */
export interface Granted {
  readonly token: Token
  /** Live streams of the viewer, this one included; undefined while the store cannot tell. */
  readonly active?: number
  /** True when a device's own living stream was handed out again. */
  readonly resumed?: boolean
}

/** Grants a viewer a stream, or says why not, and takes the limit for suspended where that is the rule. Rejects with the store's `Fault`. */
export function acquireStream ({ store, memory, clock, limitAcquires, limit, expirySeconds, grantFailingOpen }: {
  store: Pick<StreamStore, 'acquire'>
  memory: StreamMemory
  clock: Clock
  /** Seconds the viewer has to wait; 0 for none. */
  limitAcquires: (viewer: Viewer) => number
  limit: number
  expirySeconds: number
  /** What is granted when the store cannot be asked; undefined for nothing. */
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
    // The first segment then needs no store.
    memory.put(acquired.stream, sentAtMs)
    return { token: acquired.stream.token, active: acquired.active, resumed: acquired.resumed }
  }
}

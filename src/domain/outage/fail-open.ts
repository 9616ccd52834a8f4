import type { Clock } from '../clock.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { StreamStore } from '../stream-store.js'
import type { Device, Stream, Token, Viewer } from '../stream.js'
import type { OutageMode } from './allow-in-grace.js'

/** What a gate does instead of a lookup or an acquire while the store is unavailable. */
export interface FailOpen {
  /** Treats an unknown token as one of a live stream; undefined when it must not. */
  readonly assume: (token: Token, nowMs: number) => KnownStream | undefined
  /** Grants a stream without checking the limit; undefined when it must not. */
  readonly grant: (request: { viewer: Viewer, device?: Device | undefined }) => Stream | undefined
}

/**
 * In the mode `allow`, an outage refuses nothing and the limit is not enforced. When the store is available again,
 * each of these streams is looked up: those granted here are kept within the limit, the others end.
 */
export function failOpen ({ mode, store, memory, clock, expirySeconds }: {
  mode: OutageMode
  store: Pick<StreamStore, 'mint'>
  memory: StreamMemory
  clock: Clock
  expirySeconds: number
}): FailOpen {
  if (mode !== 'allow') return { assume: () => undefined, grant: () => undefined }
  return {
    assume: (token, nowMs) => memory.assume(token, nowMs),
    grant: ({ viewer, device }) => {
      const stream = store.mint({ viewer, expirySeconds, device })
      const known = memory.put(stream, clock.nowMs())
      if (known !== undefined) memory.markUnconfirmed(known)
      return stream
    }
  }
}

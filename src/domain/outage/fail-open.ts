import type { Clock } from '../clock.js'
import type { KnownStream } from '../memory/known-stream.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { StreamStore } from '../stream-store.js'
import type { Device, Stream, Token, Viewer } from '../stream.js'
import type { OutageMode } from './allow-in-grace.js'

/** What is done, while the store cannot be asked, about what only the store could tell. */
export interface FailOpen {
  /** Takes a token for a living stream's that this gate does not know; undefined when that is not to be done. */
  readonly assume: (token: Token, nowMs: number) => KnownStream | undefined
  /** Grants a stream that nobody has counted; undefined when that is not to be done. */
  readonly grant: (wish: { viewer: Viewer, device?: Device | undefined }) => Stream | undefined
}

/**
 * In the mode `allow` nobody is refused for an outage, and nobody counts. Once the store is back it is asked
 * about every one of these streams: those granted here are kept as far as the limit allows, the others end.
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

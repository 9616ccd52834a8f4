import type { KnownStream } from '../memory/known-stream.js'

/** What happens, while the store is unavailable, to streams that this gate has verified. */
export type OutageMode = 'known' | 'deny' | 'allow'

/** Whether a stream may continue although the store is unavailable. */
export type AllowInGrace = (known: KnownStream, nowMs: number) => boolean

/**
 * The outage mode. `known`: a stream that this gate has verified continues until the grace after its last confirmed
 * expiry is over, unless it had expired before the outage. `allow`: the same without an end. `deny`: no stream
 * continues.
 */
export function allowInGrace ({ mode, graceMs, watermarkMs }: {
  mode: OutageMode
  graceMs: number
  /** The reported watermark of this gate: slots of streams that expired by then may be in use again. */
  watermarkMs: () => number
}): AllowInGrace {
  switch (mode) {
    case 'known': return ({ validUntilMs }, nowMs) => nowMs < validUntilMs + graceMs && validUntilMs > watermarkMs()
    case 'allow': return ({ validUntilMs }) => validUntilMs > watermarkMs()
    case 'deny': return () => false
  }
}

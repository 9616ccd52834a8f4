import type { KnownStream } from '../memory/known-stream.js'

/** What happens, while the store cannot be asked, to streams that this gate has verified. */
export type OutageMode = 'known' | 'deny' | 'allow'

/** Whether a stream may go on although the store cannot be asked about it. */
export type AllowInGrace = (known: KnownStream, nowMs: number) => boolean

/**
 * The rule for an outage. `known`: what this gate has verified plays on, until the grace after its last
 * verified end is over, unless it had ended before the outage; `allow`: without an end; `deny`: nothing does.
 */
export function allowInGrace ({ mode, graceMs, watermarkMs }: {
  mode: OutageMode
  graceMs: number
  /** Until when this gate has let go of streams that expired: their slots may be others' by now. */
  watermarkMs: () => number
}): AllowInGrace {
  switch (mode) {
    case 'known': return ({ validUntilMs }, nowMs) => nowMs < validUntilMs + graceMs && validUntilMs > watermarkMs()
    case 'allow': return ({ validUntilMs }) => validUntilMs > watermarkMs()
    case 'deny': return () => false
  }
}

import type { KnownStream } from './known-stream.js'

/** What happens, while the store cannot be asked, to streams that this gate has verified. */
export type OutageMode = 'known' | 'deny'

/** Whether a stream may go on although the store cannot be asked about it. */
export type TolerateStream = (known: KnownStream, nowMs: number) => boolean

/**
 * The rule for an outage. `known`: what this gate has verified plays on, until the grace after its last
 * verified end is over; `deny`: nothing does.
 */
export function tolerateStream ({ mode, graceMs }: { mode: OutageMode, graceMs: number }): TolerateStream {
  switch (mode) {
    case 'known': return ({ validUntilMs }, nowMs) => nowMs < validUntilMs + graceMs
    case 'deny': return () => false
  }
}

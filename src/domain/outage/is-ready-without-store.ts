import type { OutageMode } from './allow-in-grace.js'

/**
 * Whether a gate should be sent requests although its store has been silent for `unavailableMs`: as long as
 * streams can be playing through it. Were all gates taken out of service at once, nobody would watch on.
 * A gate that never reached its store (undefined) knows no stream. In the mode `allow` it needs to know none.
 */
export function isReadyWithoutStore ({ mode, graceMs, expirySeconds }: { mode: OutageMode, graceMs: number, expirySeconds: number }) {
  return (unavailableMs: number | undefined): boolean =>
    mode === 'allow' || (mode === 'known' && unavailableMs !== undefined && unavailableMs < expirySeconds * 1000 + graceMs)
}

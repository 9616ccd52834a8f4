import type { OutageMode } from './allow-in-grace.js'

/**
 * Whether a gate is ready although its store has been unavailable for `unavailableMs`: for as long as streams can
 * play through it. If all gates became unready at once, no stream could continue. A gate that has never reached its
 * store (undefined) knows no stream, which matters only outside the mode `allow`.
 */
export function isReadyWithoutStore ({ mode, graceMs, expirySeconds }: { mode: OutageMode, graceMs: number, expirySeconds: number }) {
  return (unavailableMs: number | undefined): boolean =>
    mode === 'allow' || (mode === 'known' && unavailableMs !== undefined && unavailableMs < expirySeconds * 1000 + graceMs)
}

import type { StreamMemory } from '../memory/stream-memory.js'
import type { Refusal } from '../refusal.js'
import type { RefuseEnded } from './throttle-ended.js'

const STOPPED: Refusal = { refused: 'stream-stopped' }

/** Refuses the token of a stream that the operator stopped as stopped instead of unknown. */
export function reportStopped ({ memory, refuseEnded }: { memory: Pick<StreamMemory, 'isStopped'>, refuseEnded: RefuseEnded }): RefuseEnded {
  return (token, nowMs) => {
    const refusal = refuseEnded(token, nowMs)
    return refusal.refused === 'token-unknown' && memory.isStopped(token) ? STOPPED : refusal
  }
}

import type { StreamMemory } from '../memory/stream-memory.js'
import type { Refusal } from '../refusal.js'
import type { RefuseDead } from './throttle-ended.js'

const STOPPED: Refusal = { refused: 'stream-stopped' }

/** Says of a stream that the operator stopped that it was, rather than that nobody knows it. */
export function tellStopped ({ memory, refuseDead }: { memory: Pick<StreamMemory, 'isStopped'>, refuseDead: RefuseDead }): RefuseDead {
  return (token, nowMs) => {
    const refusal = refuseDead(token, nowMs)
    return refusal.refused === 'token-unknown' && memory.isStopped(token) ? STOPPED : refusal
  }
}

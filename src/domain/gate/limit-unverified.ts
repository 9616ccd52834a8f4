import type { StreamMemory } from '../memory/stream-memory.js'
import type { Refusal } from '../refusal.js'
import type { Token, Viewer } from '../stream.js'
import type { LimitedLookup } from './limit-concurrency.js'

/**
 * Bounds what clients without a stream, or with one that this gate does not know, have the store do at
 * once. Who has a known stream is never held up by them.
 */
export function limitUnverified ({ memory, limitedLookup }: { memory: Pick<StreamMemory, 'get'>, limitedLookup: LimitedLookup }) {
  return <GaugeCallbacks extends { viewer: Viewer | undefined, token?: Token }, Outcome>(act: (asked: GaugeCallbacks) => Promise<Outcome>) =>
    async (asked: GaugeCallbacks): Promise<Outcome | Refusal> => {
      if (asked.token !== undefined && memory.get(asked.token) !== undefined) return await act(asked)
      return await (limitedLookup(() => act(asked)) ?? { refused: 'overloaded' })
    }
}

import type { StreamMemory } from '../memory/stream-memory.js'
import type { Refusal } from '../refusal.js'
import type { Token, Viewer } from '../stream.js'
import type { LimitedLookup } from './limit-concurrency.js'

/**
 * Limits the concurrent store calls of unverified clients: those without a stream, or with one that this gate does
 * not know. Clients with a known stream bypass the limit, so a flood does not delay them.
 */
export function limitUnverified ({ memory, limitedLookup }: { memory: Pick<StreamMemory, 'get'>, limitedLookup: LimitedLookup }) {
  return <Input extends { viewer: Viewer | undefined, token?: Token }, Outcome>(act: (input: Input) => Promise<Outcome>) =>
    async (input: Input): Promise<Outcome | Refusal> => {
      if (input.token !== undefined && memory.get(input.token) !== undefined) return await act(input)
      return await (limitedLookup(() => act(input)) ?? { refused: 'overloaded' })
    }
}

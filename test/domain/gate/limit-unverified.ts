import t from 'tap'
import { limitConcurrency, QUEUE_FACTOR } from '../../../src/domain/gate/limit-concurrency.js'
import { limitUnverified } from '../../../src/domain/gate/limit-unverified.js'
import { StreamMemory } from '../../../src/domain/memory/stream-memory.js'
import type { Token, Viewer } from '../../../src/domain/stream.js'

function opened () {
  const memory = new StreamMemory(() => ({ sinceMs: 0, lostMs: -Infinity }))
  memory.put({ token: 'known', viewer: 'ann', remainingMs: 30_000 }, 0)
  const inputs: Array<{ viewer: Viewer, token?: Token }> = []
  const act = limitUnverified({ memory, limitedLookup: limitConcurrency(1) })((input: { viewer: Viewer, token?: Token }) => {
    inputs.push(input)
    return new Promise<'done'>(() => {})
  })
  return { act, inputs }
}

t.test('a flood of unverified clients is refused, with made-up tokens or without tokens', async t => {
  const { act, inputs } = opened()
  for (let i = 0; i <= QUEUE_FACTOR; i++) act(i % 2 === 0 ? { viewer: `${i}` } : { viewer: `${i}`, token: `${i}` })
  t.same(await act({ viewer: 'one too many' }), { refused: 'overloaded' })
  t.same(await act({ viewer: 'another', token: 'made-up' }), { refused: 'overloaded' })
  t.equal(inputs.length, 1)
})

t.test('during the flood, a client with a known stream is served immediately', async t => {
  const { act, inputs } = opened()
  for (let i = 0; i < 100; i++) act({ viewer: `${i}` })
  act({ viewer: 'ann', token: 'known' })
  t.same(inputs.at(-1), { viewer: 'ann', token: 'known' })
})

import t from 'tap'
import { limitConcurrency, QUEUE_FACTOR } from '../../../src/domain/gate/limit-concurrency.js'

/** Lookups that the test resolves, in the order in which they were started. */
function withhold () {
  const lookups: Array<{ which: number, respond: (result: string) => void, fail: (error: Error) => void }> = []
  return {
    lookups,
    lookup: (which: number) => () => new Promise<string>((resolve, reject) => { lookups.push({ which, respond: resolve, fail: reject }) })
  }
}

const pendingCallbacks = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

t.test('up to the limit of lookups run concurrently, the others are queued', async t => {
  const { lookups, lookup } = withhold()
  const limitedLookup = limitConcurrency(2)
  const results = [0, 1, 2, 3].map(which => limitedLookup(lookup(which)))
  t.same(lookups.map(({ which }) => which), [0, 1])
  lookups[1]!.respond('b')
  t.equal(await results[1], 'b')
  t.same(lookups.map(({ which }) => which), [0, 1, 2])
  lookups[0]!.respond('a')
  await pendingCallbacks()
  lookups[2]!.respond('c')
  lookups[3]!.respond('d')
  t.same(await Promise.all(results), ['a', 'b', 'c', 'd'])
})

t.test('a lookup that fails frees its slot and affects no other lookup', async t => {
  const { lookups, lookup } = withhold()
  const limitedLookup = limitConcurrency(1)
  const [first, second] = [limitedLookup(lookup(0)), limitedLookup(lookup(1))]
  lookups[0]!.fail(new Error('unavailable'))
  await t.rejects(first as Promise<string>, { message: 'unavailable' })
  await pendingCallbacks()
  lookups[1]!.respond('b')
  t.equal(await second, 'b')
})

t.test('a full queue rejects lookups until others have completed', async t => {
  const { lookups, lookup } = withhold()
  const limitedLookup = limitConcurrency(1)
  for (let which = 0; which <= QUEUE_FACTOR; which++) t.ok(limitedLookup(lookup(which)))
  t.equal(limitedLookup(lookup(99)), undefined)
  lookups[0]!.respond('a')
  await pendingCallbacks()
  t.ok(limitedLookup(lookup(100)))
  t.equal(limitedLookup(lookup(101)), undefined)
})

t.test('0 is unlimited', async t => {
  const { lookups, lookup } = withhold()
  const limitedLookup = limitConcurrency(0)
  for (let which = 0; which < 10_000; which++) limitedLookup(lookup(which))
  t.equal(lookups.length, 10_000)
})

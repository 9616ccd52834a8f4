import t from 'tap'
import { limitConcurrency, QUEUE_FACTOR } from '../../../src/domain/gate/limit-concurrency.js'

/** Questions whose answers the test gives, in the order in which they were asked. */
function withhold () {
  const asked: Array<{ which: number, answer: (answer: string) => void, fail: (error: Error) => void }> = []
  return {
    asked,
    question: (which: number) => () => new Promise<string>((resolve, reject) => { asked.push({ which, answer: resolve, fail: reject }) })
  }
}

const settled = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

t.test('up to the limit of lookups run concurrently, the others are queued', async t => {
  const { asked, question } = withhold()
  const limitedLookup = limitConcurrency(2)
  const answers = [0, 1, 2, 3].map(which => limitedLookup(question(which)))
  t.same(asked.map(({ which }) => which), [0, 1])
  asked[1]!.answer('b')
  t.equal(await answers[1], 'b')
  t.same(asked.map(({ which }) => which), [0, 1, 2])
  asked[0]!.answer('a')
  await settled()
  asked[2]!.answer('c')
  asked[3]!.answer('d')
  t.same(await Promise.all(answers), ['a', 'b', 'c', 'd'])
})

t.test('a lookup that fails frees its slot and affects no other lookup', async t => {
  const { asked, question } = withhold()
  const limitedLookup = limitConcurrency(1)
  const [first, second] = [limitedLookup(question(0)), limitedLookup(question(1))]
  asked[0]!.fail(new Error('away'))
  await t.rejects(first as Promise<string>, { message: 'away' })
  await settled()
  asked[1]!.answer('b')
  t.equal(await second, 'b')
})

t.test('a full queue rejects lookups until others have completed', async t => {
  const { asked, question } = withhold()
  const limitedLookup = limitConcurrency(1)
  for (let which = 0; which <= QUEUE_FACTOR; which++) t.ok(limitedLookup(question(which)))
  t.equal(limitedLookup(question(99)), undefined)
  asked[0]!.answer('a')
  await settled()
  t.ok(limitedLookup(question(100)))
  t.equal(limitedLookup(question(101)), undefined)
})

t.test('0 is unlimited', async t => {
  const { asked, question } = withhold()
  const limitedLookup = limitConcurrency(0)
  for (let which = 0; which < 10_000; which++) limitedLookup(question(which))
  t.equal(asked.length, 10_000)
})

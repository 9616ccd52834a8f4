import t from 'tap'
import { boundQuestions, WAITING_FACTOR } from '../../../src/domain/gate/limit-concurrency.js'

/** Questions whose answers the test gives, in the order in which they were asked. */
function withhold () {
  const asked: Array<{ which: number, answer: (answer: string) => void, fail: (error: Error) => void }> = []
  return {
    asked,
    question: (which: number) => () => new Promise<string>((resolve, reject) => { asked.push({ which, answer: resolve, fail: reject }) })
  }
}

const settled = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

t.test('as many questions as may be are asked at once, others in their turn', async t => {
  const { asked, question } = withhold()
  const askBounded = boundQuestions(2)
  const answers = [0, 1, 2, 3].map(which => askBounded(question(which)))
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

t.test('a question that fails makes room as one that is answered, and fails alone', async t => {
  const { asked, question } = withhold()
  const askBounded = boundQuestions(1)
  const [first, second] = [askBounded(question(0)), askBounded(question(1))]
  asked[0]!.fail(new Error('away'))
  await t.rejects(first as Promise<string>, { message: 'away' })
  await settled()
  asked[1]!.answer('b')
  t.equal(await second, 'b')
})

t.test('once too many wait there is no turn to wait for, until some were answered', async t => {
  const { asked, question } = withhold()
  const askBounded = boundQuestions(1)
  for (let which = 0; which <= WAITING_FACTOR; which++) t.ok(askBounded(question(which)))
  t.equal(askBounded(question(99)), undefined)
  asked[0]!.answer('a')
  await settled()
  t.ok(askBounded(question(100)))
  t.equal(askBounded(question(101)), undefined)
})

t.test('no limit is none', async t => {
  const { asked, question } = withhold()
  const askBounded = boundQuestions(0)
  for (let which = 0; which < 10_000; which++) askBounded(question(which))
  t.equal(asked.length, 10_000)
})

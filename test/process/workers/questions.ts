import t from 'tap'
import type { Snapshot, ToWorker } from '../../../src/process/workers/messages.js'
import { Questions } from '../../../src/process/workers/questions.js'

function open () {
  const sent: ToWorker[] = []
  return { sent, questions: new Questions(message => { sent.push(message) }) }
}

const SNAPSHOT = { families: [] } as unknown as Snapshot

t.test('each question gets its own answer, once', async t => {
  const { sent, questions } = open()
  const answers: string[] = []
  questions.measure(true, () => { answers.push('first') })
  questions.measure(false, () => { answers.push('second') })
  t.same(sent, [{ type: 'measure', id: 0, whole: true }, { type: 'measure', id: 1, whole: false }])
  for (const id of [1, 0, 1, 5]) questions.answered({ type: 'measured', id, snapshot: SNAPSHOT })
  t.same(answers, ['second', 'first'])
})

t.test('an operator is told what became of the wish', async t => {
  const { sent, questions } = open()
  const outcome = questions.operate(id => ({ type: 'stop-streams', id, viewer: 'ann', streamId: undefined }))
  t.same(sent, [{ type: 'stop-streams', id: 0, viewer: 'ann', streamId: undefined }])
  questions.answered({ type: 'operated', id: 0, outcome: { stopped: 2 } })
  t.same(await outcome, { stopped: 2 })
})

t.test('a worker that has ended answers nothing more', async t => {
  const { questions } = open()
  questions.measure(true, () => { t.fail('this is no answer') })
  const outcome = questions.operate(id => ({ type: 'list', id, viewer: 'ann' }))
  questions.abandon()
  t.same(await outcome, { fault: 'the worker exited before it responded' })
  questions.answered({ type: 'measured', id: 0, snapshot: SNAPSHOT })
})

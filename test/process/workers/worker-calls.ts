import t from 'tap'
import { WorkerCalls } from '../../../src/process/workers/worker-calls.js'
import type { Snapshot, ToWorker } from '../../../src/process/workers/worker-messages.js'

function open () {
  const sent: ToWorker[] = []
  return { sent, calls: new WorkerCalls(message => { sent.push(message) }) }
}

const SNAPSHOT = { families: [] } as unknown as Snapshot

t.test('each call gets its own response, once', async t => {
  const { sent, calls } = open()
  const responses: string[] = []
  calls.measure(true, () => { responses.push('first') })
  calls.measure(false, () => { responses.push('second') })
  t.same(sent, [{ type: 'measure', id: 0, whole: true }, { type: 'measure', id: 1, whole: false }])
  for (const id of [1, 0, 1, 5]) calls.responded({ type: 'measured', id, snapshot: SNAPSHOT })
  t.same(responses, ['second', 'first'])
})

t.test('an admin request resolves to its result', async t => {
  const { sent, calls } = open()
  const result = calls.administer(id => ({ type: 'stop-streams', id, viewer: 'ann', streamId: undefined }))
  t.same(sent, [{ type: 'stop-streams', id: 0, viewer: 'ann', streamId: undefined }])
  calls.responded({ type: 'admin-result', id: 0, result: { stopped: 2 } })
  t.same(await result, { stopped: 2 })
})

t.test('when the worker exits, pending calls end without a response', async t => {
  const { calls } = open()
  calls.measure(true, () => { t.fail('there is no response') })
  const result = calls.administer(id => ({ type: 'list', id, viewer: 'ann' }))
  calls.abandon()
  t.same(await result, { fault: 'the worker exited before it responded' })
  calls.responded({ type: 'measured', id: 0, snapshot: SNAPSHOT })
})

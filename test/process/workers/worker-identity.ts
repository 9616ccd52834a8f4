import t from 'tap'
import { readWorkerIdentity, toEnvironment } from '../../../src/process/workers/worker-identity.js'

t.test('a process is a worker only if a primary started it with both variables', async t => {
  t.equal(readWorkerIdentity({}), undefined)
  t.equal(readWorkerIdentity({ STREAMGATE_WORKER: '2' }), undefined)
  const env = toEnvironment({ slot: 2, gateId: 'gate-2' })
  const expected = process.send === undefined ? undefined : { slot: 2, gateId: 'gate-2' }
  t.same(readWorkerIdentity(env), expected)
})

import t from 'tap'
import { toEnvironment, whichWorker } from '../../../src/process/workers/worker-identity.js'

t.test('who was started as a worker by nobody is none', async t => {
  t.equal(whichWorker({}), undefined)
  t.equal(whichWorker({ STREAMGATE_WORKER: '2' }), undefined)
  const env = toEnvironment({ place: 2, gateId: 'gate-2' })
  const expected = process.send === undefined ? undefined : { place: 2, gateId: 'gate-2' }
  t.same(whichWorker(env), expected)
})

import t from 'tap'
import type { Operated } from '../../../src/process/workers/messages.js'
import { operateByCrew } from '../../../src/process/workers/operate-by-crew.js'

function crew (outcome: Operated) {
  const wishes: unknown[] = []
  return { wishes, operate: operateByCrew({ operate: async wish => { wishes.push(wish(7)); return outcome } }) }
}

t.test('a worker does what is wanted', async t => {
  const { wishes, operate } = crew({ stopped: 3 })
  t.equal(await operate.stop('ann', 'id'), 3)
  t.same(wishes, [{ type: 'stop-streams', id: 7, viewer: 'ann', streamId: 'id' }])
  t.same(await crew({ streams: [] }).operate.list('ann'), [])
})

t.test('when none can, it is as if the store could not be asked', async t => {
  const { operate } = crew({ fault: 'no worker serves' })
  await t.rejects(operate.stop('ann', undefined), { code: 'STORE_UNREACHABLE', message: 'no worker serves' })
  await t.rejects(operate.list('ann'), { code: 'STORE_UNREACHABLE' })
})

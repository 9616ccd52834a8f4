import t from 'tap'
import { adminByPool } from '../../../src/process/workers/admin-by-pool.js'
import type { Operated } from '../../../src/process/workers/messages.js'

function pool (outcome: Operated) {
  const wishes: unknown[] = []
  return { wishes, operate: adminByPool({ operate: async wish => { wishes.push(wish(7)); return outcome } }) }
}

t.test('a worker does what is wanted', async t => {
  const { wishes, operate } = pool({ stopped: 3 })
  t.equal(await operate.stop('ann', 'id'), 3)
  t.same(wishes, [{ type: 'stop-streams', id: 7, viewer: 'ann', streamId: 'id' }])
  t.same(await pool({ streams: [] }).operate.list('ann'), [])
})

t.test('when none can, it is as if the store could not be asked', async t => {
  const { operate } = pool({ fault: 'no worker serves' })
  await t.rejects(operate.stop('ann', undefined), { code: 'STORE_UNREACHABLE', message: 'no worker serves' })
  await t.rejects(operate.list('ann'), { code: 'STORE_UNREACHABLE' })
})

import t from 'tap'
import { pooledAdminStreams } from '../../../src/process/workers/pooled-admin-streams.js'
import type { AdminResult } from '../../../src/process/workers/worker-messages.js'

function open (result: AdminResult) {
  const requests: unknown[] = []
  return { requests, streams: pooledAdminStreams({ administer: async request => { requests.push(request(7)); return result } }) }
}

t.test('a worker serves the admin request', async t => {
  const { requests, streams } = open({ stopped: 3 })
  t.equal(await streams.stop('ann', 'id'), 3)
  t.same(requests, [{ type: 'stop-streams', id: 7, viewer: 'ann', streamId: 'id' }])
  t.same(await open({ streams: [] }).streams.list('ann'), [])
})

t.test('a request that no worker can serve fails as if the store were unavailable', async t => {
  const { streams } = open({ fault: 'no worker is ready' })
  await t.rejects(streams.stop('ann', undefined), { code: 'STORE_UNREACHABLE', message: 'no worker is ready' })
  await t.rejects(streams.list('ann'), { code: 'STORE_UNREACHABLE' })
})

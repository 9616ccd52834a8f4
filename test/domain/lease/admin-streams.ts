import t from 'tap'
import { reportStopped } from '../../../src/domain/gate/report-stopped.js'
import { refuseUnknown } from '../../../src/domain/gate/throttle-ended.js'
import { adminStreams } from '../../../src/domain/lease/admin-streams.js'
import { releaseStream } from '../../../src/domain/lease/release-stream.js'
import { renewStream } from '../../../src/domain/lease/renew-stream.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { openRules } from '../../fixtures/open-rules.js'

function start () {
  const clock = holdClock()
  const rules = openRules({ clock })
  const stopped: unknown[] = []
  return { clock, rules, stopped, admin: adminStreams({ ...rules, clock, idOf: token => `id of ${token}`, onStopped: stream => { stopped.push(stream) } }) }
}

t.test('lists streams by their public ids only', async t => {
  const { rules, admin } = start()
  const { token } = await rules.acquire('ann')
  await rules.acquire('bob')
  t.same(await admin.list('ann'), [{ id: `id of ${token}`, expiresInSeconds: 30 }])
})

t.test('stops all streams of a viewer, or the one with the given id, and reports each', async t => {
  const { rules, admin, stopped } = start()
  const [one, other, third] = [await rules.acquire('ann'), await rules.acquire('ann'), await rules.acquire('ann')]
  t.equal(await admin.stop('ann', `id of ${other.token}`), 1)
  t.same(stopped, [{ token: other.token, viewer: 'ann' }])
  t.match(rules.check(other.token), { refused: /stopped|unknown/ })
  t.notMatch(rules.check(one.token), { refused: /./ })
  t.equal(await admin.stop('ann', 'id of nothing'), 0)
  t.equal(await admin.stop('ann', undefined), 2)
  t.equal(await rules.store.find(third.token), undefined)
  t.equal(await admin.stop('ann', undefined), 0)
})

t.test('a stopped stream is refused as stopped while it is cached, and can still be released', async t => {
  const { clock, rules, admin } = start()
  const { token } = await rules.acquire('ann')
  await admin.stop('ann', undefined)
  const refuse = reportStopped({ memory: rules.memory, refuseEnded: refuseUnknown })
  t.same(refuse(token, 0), { refused: 'stream-stopped' })
  t.same(refuse('another', 0), { refused: 'token-unknown' })
  t.same(await renewStream({ ...rules, clock, expirySeconds: 30 })({ viewer: 'ann', token }), { refused: 'stream-stopped' })
  t.same(await releaseStream({ ...rules, clock })({ viewer: 'ann', token }), { released: false })
})

t.test('a throttled token is refused as throttled, not as stopped', async t => {
  const { rules, admin } = start()
  const { token } = await rules.acquire('ann')
  await admin.stop('ann', undefined)
  t.same(reportStopped({ memory: rules.memory, refuseEnded: () => ({ refused: 'too-many-refusals' }) })(token, 0), { refused: 'too-many-refusals' })
})

t.test('after a fault of the store, the stream has ended on this gate at least', async t => {
  const { rules, admin } = start()
  const { token } = await rules.acquire('ann')
  await rules.check(token)
  const { list } = rules.store
  rules.store.stop = async () => { throw new Error('unavailable') }
  t.equal((await list('ann')).length, 1)
  await t.rejects(admin.stop('ann', undefined), /unavailable/)
  t.match(rules.check(token), { refused: /./ })
})

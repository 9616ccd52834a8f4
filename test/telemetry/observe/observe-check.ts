import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import type { Decision } from '../../../src/domain/gate/check-token.js'
import type { RefusalReason } from '../../../src/domain/refusal.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeCheck } from '../../../src/telemetry/observe/observe-check.js'
import { verifiedStream } from '../../fixtures/verified-stream.js'

const KNOWN = verifiedStream({ token: 'token', viewer: 'ann' })

t.test('a synchronous decision stays synchronous and counts as made from memory', async t => {
  const meters = openMeters()
  const refusal: Decision = { refused: 'token-unknown' }
  const check = observeCheck(meters)((text: string): Decision => text === 'good' ? KNOWN : refusal)
  t.equal(check('good'), KNOWN)
  t.equal(check('bad'), refusal)
  t.match(meters.gate_decisions_total, { 'allow ok': 1, 'deny token_unknown': 1 })
  t.equal(meters.gate_decisions_from_memory_total, 2)
})

t.test('a decision that needs the store is counted when it resolves', async t => {
  const meters = openMeters()
  const check = observeCheck(meters)(async () => KNOWN)
  const decision = check('token')
  t.equal(meters.gate_decisions_total['allow ok'], 0)
  t.equal(await decision, KNOWN)
  t.equal(meters.gate_decisions_total['allow ok'], 1)
  t.equal(meters.gate_decisions_from_memory_total, 0)
})

t.test('every refusal is counted by its reason, refusals of other rooms as other', async t => {
  const meters = openMeters()
  const reasons: Array<[RefusalReason, keyof typeof meters.gate_decisions_total]> = [
    ['token-missing', 'deny token_missing'],
    ['token-unknown', 'deny token_unknown'],
    ['too-many-refusals', 'deny token_throttled'],
    ['token-of-another-session', 'deny token_of_another_session'],
    ['malformed', 'deny malformed'],
    ['store-unreachable', 'deny store_unreachable'],
    ['overloaded', 'deny overloaded'],
    ['loop', 'deny other']
  ]
  for (const [refused, series] of reasons) {
    observeCheck(meters)(() => ({ refused }))(undefined)
    t.equal(meters.gate_decisions_total[series], 1, series)
  }
})

t.test('a fault is counted and passes through', async t => {
  const meters = openMeters()
  const fault = new Fault('STORE_UNREACHABLE', 'no connection')
  await t.rejects(Promise.resolve(observeCheck(meters)(() => Promise.reject(fault))('token')), fault)
  t.equal(meters.gate_decisions_total['deny store_unreachable'], 1)
})

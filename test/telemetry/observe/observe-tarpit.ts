import t from 'tap'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeTarpit } from '../../../src/telemetry/observe/observe-tarpit.js'

t.test('refusals that are held back are counted, and how many are right now', async t => {
  const meters = openMeters()
  const { tarpitted, released, immediate } = observeTarpit(meters)
  tarpitted()
  tarpitted()
  released()
  immediate()
  t.equal(meters.refusals_tarpitted, 1)
  t.same(meters.refusals_throttled_total, { tarpitted: 2, immediate: 1 })
})

import t from 'tap'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeTarpit } from '../../../src/telemetry/observe/observe-tarpit.js'

t.test('delayed refusals are counted, and their current number is a gauge', async t => {
  const meters = openMeters()
  const { tarpitted, released, immediate } = observeTarpit(meters)
  tarpitted()
  tarpitted()
  released()
  immediate()
  t.equal(meters.refusals_tarpitted, 1)
  t.same(meters.refusals_throttled_total, { tarpitted: 2, immediate: 1 })
})

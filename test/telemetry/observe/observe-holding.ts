import t from 'tap'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeHolding } from '../../../src/telemetry/observe/observe-holding.js'

t.test('refusals that are held back are counted, and how many are right now', async t => {
  const meters = openMeters()
  const { held, over, atOnce } = observeHolding(meters)
  held()
  held()
  over()
  atOnce()
  t.equal(meters.refusals_tarpitted, 1)
  t.same(meters.refusals_throttled_total, { tarpitted: 2, immediate: 1 })
})

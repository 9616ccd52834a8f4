import t from 'tap'
import { trackWatermark } from '../../../src/domain/outage/track-watermark.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('a gate in good health lets go of everything that expires', t => {
  const clock = holdClock()
  const { lastMs, nextMs } = trackWatermark({ clock, graceMs: 60_000, isHealthy: () => true })
  t.equal(lastMs(), -Infinity)
  clock.advance(1000)
  t.equal(nextMs(), 1000)
  clock.advance(500)
  t.equal(lastMs(), 1000, 'what was not said to others does not hold')
  t.equal(nextMs(), 1500)
  t.end()
})

t.test('one that cannot ask holds on for the grace, and never takes back what it said', t => {
  const clock = holdClock()
  let healthy = true
  const { lastMs, nextMs } = trackWatermark({ clock, graceMs: 60_000, isHealthy: () => healthy })
  clock.advance(1000)
  nextMs()
  healthy = false
  clock.advance(30_000)
  t.equal(nextMs(), 1000)
  clock.advance(30_500)
  t.equal(nextMs(), 1500, 'its grace is over for what ended then')
  healthy = true
  t.equal(nextMs(), 61_500)
  healthy = false
  t.equal(nextMs(), 61_500)
  t.equal(lastMs(), 61_500)
  t.end()
})

import t from 'tap'
import { trackWatermark } from '../../../src/domain/outage/track-watermark.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('the watermark of a healthy gate is the current time', t => {
  const clock = holdClock()
  const { lastMs, advance } = trackWatermark({ clock, graceMs: 60_000 })
  t.equal(lastMs(), -Infinity)
  clock.advance(1000)
  t.equal(advance(true), 1000)
  clock.advance(500)
  t.equal(lastMs(), 1000, 'it changes only when it is reported')
  t.equal(advance(true), 1500)
  t.end()
})

t.test('the watermark of a gate without its store lags by the grace and never decreases', t => {
  const clock = holdClock()
  const { lastMs, advance } = trackWatermark({ clock, graceMs: 60_000 })
  clock.advance(1000)
  advance(true)
  clock.advance(30_000)
  t.equal(advance(false), 1000)
  clock.advance(30_500)
  t.equal(advance(false), 1500, 'the grace of streams that expired then is over')
  t.equal(advance(true), 61_500)
  t.equal(advance(false), 61_500)
  t.equal(lastMs(), 61_500)
  t.end()
})

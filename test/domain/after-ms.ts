import t from 'tap'
import { afterMs } from '../../src/domain/after-ms.js'
import { holdClock } from '../fixtures/hold-clock.js'

t.test('a task runs once, after its delay', async t => {
  const clock = holdClock()
  let runs = 0
  afterMs(clock, 10, () => { runs++ })
  clock.advance(9)
  t.equal(runs, 0)
  clock.advance(100)
  t.equal(runs, 1)
})

t.test('a task that was cancelled, or has a delay of 0, never runs', async t => {
  const clock = holdClock()
  afterMs(clock, 10, () => { t.fail() })()
  afterMs(clock, 0, () => { t.fail() })()
  clock.advance(100)
})

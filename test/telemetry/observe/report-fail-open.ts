import t from 'tap'
import { SAY_INTERVAL_MS, reportFailOpen } from '../../../src/telemetry/observe/report-fail-open.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('says it again and again, and once that it is over', async t => {
  const clock = holdClock()
  const said: string[] = []
  let suspended = false
  const stop = reportFailOpen({
    isSuspended: () => suspended,
    clock,
    events: {
      failingOpen: ({ failingOpenMs }) => { said.push(`suspended for ${failingOpenMs}`) },
      limitEnforced: ({ failingOpenMs }) => { said.push(`enforced after ${failingOpenMs}`) }
    }
  })
  clock.advance(10_000)
  t.strictSame(said, [])
  suspended = true
  clock.advance(SAY_INTERVAL_MS + 1000)
  t.strictSame(said, ['suspended for 0', `suspended for ${SAY_INTERVAL_MS}`])
  suspended = false
  clock.advance(5000)
  t.strictSame(said.slice(2), [`enforced after ${SAY_INTERVAL_MS + 1000}`])
  suspended = true
  clock.advance(250)
  t.equal(said.length, 4, 'at once, the next time')
  stop()
  clock.advance(60_000)
  t.equal(said.length, 4)
})

import t from 'tap'
import { REPORT_INTERVAL_MS, reportFailOpen } from '../../../src/telemetry/observe/report-fail-open.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('logs repeatedly while failing open, and once when the limit is enforced again', async t => {
  const clock = holdClock()
  const logged: string[] = []
  let failingOpen = false
  const stop = reportFailOpen({
    isFailingOpen: () => failingOpen,
    clock,
    events: {
      failingOpen: ({ failingOpenMs }) => { logged.push(`failingOpen for ${failingOpenMs}`) },
      limitEnforced: ({ failingOpenMs }) => { logged.push(`enforced after ${failingOpenMs}`) }
    }
  })
  clock.advance(10_000)
  t.strictSame(logged, [])
  failingOpen = true
  clock.advance(REPORT_INTERVAL_MS + 1000)
  t.strictSame(logged, ['failingOpen for 0', `failingOpen for ${REPORT_INTERVAL_MS}`])
  failingOpen = false
  clock.advance(5000)
  t.strictSame(logged.slice(2), [`enforced after ${REPORT_INTERVAL_MS + 1000}`])
  failingOpen = true
  clock.advance(250)
  t.equal(logged.length, 4, 'immediately the next time')
  stop()
  clock.advance(60_000)
  t.equal(logged.length, 4)
})

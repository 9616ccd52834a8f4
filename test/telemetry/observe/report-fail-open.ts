import t from 'tap'
import { REPORT_INTERVAL_MS, reportFailOpen } from '../../../src/telemetry/observe/report-fail-open.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('says it again and again, and once that it is over', async t => {
  const clock = holdClock()
  const said: string[] = []
  let failingOpen = false
  const stop = reportFailOpen({
    isFailingOpen: () => failingOpen,
    clock,
    events: {
      failingOpen: ({ failingOpenMs }) => { said.push(`failingOpen for ${failingOpenMs}`) },
      limitEnforced: ({ failingOpenMs }) => { said.push(`enforced after ${failingOpenMs}`) }
    }
  })
  clock.advance(10_000)
  t.strictSame(said, [])
  failingOpen = true
  clock.advance(REPORT_INTERVAL_MS + 1000)
  t.strictSame(said, ['failingOpen for 0', `failingOpen for ${REPORT_INTERVAL_MS}`])
  failingOpen = false
  clock.advance(5000)
  t.strictSame(said.slice(2), [`enforced after ${REPORT_INTERVAL_MS + 1000}`])
  failingOpen = true
  clock.advance(250)
  t.equal(said.length, 4, 'at once, the next time')
  stop()
  clock.advance(60_000)
  t.equal(said.length, 4)
})

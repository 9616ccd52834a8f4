import t from 'tap'
import { ERRORS } from '../../../src/http/response/error-table.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeRefusals } from '../../../src/telemetry/observe/observe-refusals.js'

t.test('each refusal is counted by its error code', async t => {
  const meters = openMeters()
  const { refused } = observeRefusals(meters)
  for (const { code } of Object.values(ERRORS)) refused({ refused: 'malformed' }, code)
  t.equal(meters.refusals_total.other, 0)
  t.equal(meters.refusals_total['12'], 1)
})

t.test('a code that is not in the table creates no series', async t => {
  const meters = openMeters()
  const series = Object.keys(meters.refusals_total)
  observeRefusals(meters).refused({ refused: 'malformed' }, 4711)
  t.equal(meters.refusals_total.other, 1)
  t.same(Object.keys(meters.refusals_total), series)
})

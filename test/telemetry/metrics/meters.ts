import t from 'tap'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import type { MetricRow } from '../../../src/telemetry/metrics/metric-row.js'
import { METRICS } from '../../../src/telemetry/metrics/metrics-table.js'

t.test('every counted metric of the table has all series at zero', async t => {
  const meters: Readonly<Record<string, unknown>> = openMeters()
  for (const [name, { callback, series, type }] of Object.entries<MetricRow>(METRICS)) {
    if (callback) t.notOk(name in meters, name)
    else if (series !== undefined) t.same(Object.keys(meters[name] as object), series, name)
    else if (type !== 'histogram') t.equal(meters[name], 0, name)
  }
})

t.test('two sets of meters are independent', async t => {
  const [one, other] = [openMeters(), openMeters()]
  one.bytes_total.to_client += 5
  one.store_operation_seconds.find.observe(1)
  t.equal(other.bytes_total.to_client, 0)
  t.equal(other.store_operation_seconds.find.sum, 0)
})

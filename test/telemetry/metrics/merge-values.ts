import t from 'tap'
import { mergeValues } from '../../../src/telemetry/metrics/merge-values.js'

t.test('values are aggregated', async t => {
  t.equal(mergeValues('sum', [1, 2, 4]), 7)
  t.equal(mergeValues('max', [1, 4, 2]), 4)
  t.equal(mergeValues('min', [2, 1, 4]), 1)
})

t.test('no values have no aggregate', async t => {
  for (const aggregator of ['sum', 'max', 'min'] as const) t.equal(mergeValues(aggregator, []), undefined)
})

import t from 'tap'
import { openHistogram } from '../../../src/telemetry/metrics/histogram.js'

t.test('a value falls into the first bucket whose bound it does not exceed', async t => {
  const histogram = openHistogram([1, 2, 5])
  for (const value of [0, 1, 1.5, 2, 5, 5.1, 1000]) histogram.observe(value)
  t.same(Array.from(histogram.counts), [2, 2, 1, 2])
})

t.test('the sum includes all values', async t => {
  const histogram = openHistogram([1])
  for (const value of [0.25, 0.5, 40]) histogram.observe(value)
  t.equal(histogram.sum, 40.75)
})

t.test('NaN is counted above all bounds', async t => {
  const histogram = openHistogram([1])
  histogram.observe(Infinity)
  t.same(Array.from(histogram.counts), [0, 1])
})

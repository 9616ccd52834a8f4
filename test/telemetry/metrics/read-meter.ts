import t from 'tap'
import { readMeter } from '../../../src/telemetry/metrics/read-meter.js'

t.test('a meter with labels is read series by series', async t => {
  const row = { type: 'counter', help: 'x', labels: ['by', 'outcome'], series: ['a x', 'b y'] } as const
  t.same(readMeter<number>(row, { 'a x': 1, 'b y': 2 }), [
    { labels: { by: 'a', outcome: 'x' }, value: 1 },
    { labels: { by: 'b', outcome: 'y' }, value: 2 }
  ])
})

t.test('a meter without labels is one series', async t => {
  t.same(readMeter<number>({ type: 'counter', help: 'x' }, 7), [{ labels: {}, value: 7 }])
})

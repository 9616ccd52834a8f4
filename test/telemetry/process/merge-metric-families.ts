import t from 'tap'
import { mergeMetricFamilies, PROCESS_AGGREGATORS } from '../../../src/telemetry/process/merge-metric-families.js'
import type { MetricFamily, FamilySample } from '../../../src/telemetry/process/metric-family.js'
import { PROCESS_METRICS } from '../../../src/telemetry/process/process-metrics.js'

function line (value: number, labels: FamilySample['labels'] = {}, metricName?: string): FamilySample {
  return { metricName, labels, value }
}

function family (name: string, type: MetricFamily['type'], ...samples: FamilySample[]): MetricFamily {
  return { name, type, samples }
}

t.test('CPU time and memory are summed', async t => {
  const of = (seconds: number, bytes: number) => [family('process_cpu_seconds_total', 'counter', line(seconds)), family('process_resident_memory_bytes', 'gauge', line(bytes))]
  t.same(mergeMetricFamilies({ live: [of(1, 10), of(2, 20)], exited: [of(4, 40)] }), of(7, 30), 'CPU time includes exited processes, memory does not')
})

t.test('for delays and file descriptors the worst process is used', async t => {
  const of = (lag: number, open: number, max: number) => [
    family('nodejs_eventloop_lag_p99_seconds', 'gauge', line(lag)),
    family('process_open_fds', 'gauge', line(open)),
    family('process_max_fds', 'gauge', line(max))
  ]
  t.same(mergeMetricFamilies({ live: [of(0.5, 3, 100), of(0.1, 9, 50)] }), of(0.5, 9, 50))
})

t.test('series are identified by name and labels, in any order of labels', async t => {
  const of = (kind: string, low: number, all: number) => family('nodejs_gc_duration_seconds', 'histogram',
    line(low, { le: 1, kind }, 'nodejs_gc_duration_seconds_bucket'),
    line(all, { kind, le: '+Inf' }, 'nodejs_gc_duration_seconds_bucket'),
    line(all, { kind }, 'nodejs_gc_duration_seconds_count'))
  const other = family('nodejs_gc_duration_seconds', 'histogram', line(5, { kind: 'minor', le: 1 }, 'nodejs_gc_duration_seconds_bucket'))
  t.same(mergeMetricFamilies({ live: [[of('minor', 1, 2)], [of('major', 3, 4)], [other]] }).map(({ samples }) => samples.map(({ value }) => value)), [[6, 2, 2, 3, 4, 4]])
})

t.test('NaN does not affect the aggregate', async t => {
  const of = (...values: number[]) => family('nodejs_eventloop_lag_max_seconds', 'gauge', ...values.map(value => line(value)))
  t.same(mergeMetricFamilies({ live: [[of(NaN)], [of(2)]] }), [of(2)])
  t.same(mergeMetricFamilies({ live: [[of(NaN)]] }), [of()])
})

t.test('every aggregator is for an exposed metric', async t => {
  for (const name of Object.keys(PROCESS_AGGREGATORS)) t.ok(PROCESS_METRICS.includes(name), name)
})

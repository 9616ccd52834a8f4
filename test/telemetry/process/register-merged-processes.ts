import { Registry, type OpenMetricsContentType } from 'prom-client'
import t from 'tap'
import { measureProcess } from '../../../src/telemetry/process/measure-process.js'
import { mergeMetricFamilies } from '../../../src/telemetry/process/merge-metric-families.js'
import type { MetricFamily } from '../../../src/telemetry/process/metric-family.js'
import { registerMergedProcesses } from '../../../src/telemetry/process/register-merged-processes.js'
import { parseExposition } from '../../fixtures/parse-exposition.js'

const measured = measureProcess()
let merged: MetricFamily[] = []
const text = new Registry()
const openMetrics = new Registry<OpenMetricsContentType>()
openMetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
registerMergedProcesses({ measured, read: () => merged })({ text, openMetrics })

t.test('several processes are exposed as one, under the same names, in both formats', async t => {
  const one = await measured.read()
  merged = mergeMetricFamilies({ live: [one, one] })
  const valueOf = (families: readonly MetricFamily[], name: string) => families.find(family => family.name === name)?.samples[0]?.value
  const plain = parseExposition(await text.metrics(), 'text')
  const open = parseExposition(await openMetrics.metrics(), 'openmetrics')
  t.same([...plain.keys()], measured.metrics.map(({ name }) => name))
  t.same([...open.keys()], [...plain.keys()].map(name => name.replace(/_total$/, '')))
  t.equal(plain.get('process_cpu_seconds_total')?.samples.get('process_cpu_seconds_total{}'), Number(valueOf(one, 'process_cpu_seconds_total')) * 2)
  t.equal(open.get('process_cpu_seconds')?.samples.get('process_cpu_seconds_total{}'), Number(valueOf(one, 'process_cpu_seconds_total')) * 2)
})

t.test('before the first reading there are names without values', async t => {
  merged = []
  for (const { samples } of parseExposition(await text.metrics(), 'text').values()) t.equal(samples.size, 0)
})

import { Registry, type OpenMetricsContentType } from 'prom-client'
import t from 'tap'
import { measureProcess } from '../../../src/telemetry/process/measure-process.js'
import { PROCESS_METRICS } from '../../../src/telemetry/process/process-metrics.js'
import { registerProcessMetrics } from '../../../src/telemetry/process/register-process-metrics.js'
import { parseExposition } from '../../fixtures/parse-exposition.js'

const text = new Registry()
const openMetrics = new Registry<OpenMetricsContentType>()
openMetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
registerProcessMetrics(measureProcess())({ text, openMetrics })

t.test('both formats have the chosen metrics, whichever is scraped first', async t => {
  const open = parseExposition(await openMetrics.metrics(), 'openmetrics')
  const plain = parseExposition(await text.metrics(), 'text')
  t.same([...open.keys()], [...plain.keys()].map(name => name.replace(/_total$/, '')))
  for (const name of plain.keys()) t.ok(PROCESS_METRICS.includes(name), name)
  for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds']) t.ok(plain.has(name), name)
  t.ok(process.platform !== 'linux' || plain.size === PROCESS_METRICS.length, 'on Linux all of them')
})

t.test('a const counter has the value of its source', async t => {
  const seconds = async (registry: { metrics: () => Promise<string> }) => Number(/^process_cpu_seconds_total (.+)$/m.exec(await registry.metrics())?.[1])
  const before = await seconds(text)
  const mirrored = await seconds(openMetrics)
  t.ok(mirrored >= before)
  t.ok(await seconds(text) >= mirrored)
})

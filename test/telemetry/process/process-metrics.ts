import t from 'tap'
import { PROCESS_METRICS } from '../../../src/telemetry/process/process-metrics.js'

t.test('no metric of the process has a name that promtool rejects for its type', async t => {
  for (const name of PROCESS_METRICS.filter(name => name.endsWith('_total'))) t.match(name, /^process_cpu_/)
})

import t from 'tap'
import { measureProcess } from '../../../src/telemetry/process/measure-process.js'
import { PROCESS_METRICS } from '../../../src/telemetry/process/process-metrics.js'

const measured = measureProcess()

t.test('describes and reads the chosen metrics', async t => {
  const names = measured.metrics.map(({ name }) => name)
  t.ok(process.platform !== 'linux' || names.length === PROCESS_METRICS.length, 'on Linux all of them')
  for (const { help, type } of measured.metrics) {
    t.match(help, /\w/)
    t.ok(['counter', 'gauge', 'histogram'].includes(type))
  }
  const families = await measured.read()
  t.same(families.map(({ name }) => name), names)
  t.ok(Number(families.find(({ name }) => name === 'process_resident_memory_bytes')?.samples[0]?.value) > 1e6)
})

t.test('read values do not change afterwards', async t => {
  const before = await measured.read()
  const copy = structuredClone(before)
  for (let i = 0; i < 1e6; i++) Math.sqrt(i)
  await measured.read()
  t.same(before, copy)
})

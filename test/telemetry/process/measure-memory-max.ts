import { totalmem } from 'node:os'
import t from 'tap'
import { measureMemoryMax } from '../../../src/telemetry/process/measure-memory-max.js'

const machine = 8 * 2 ** 30

t.test('a limit of the container is returned', async t => {
  t.equal(measureMemoryMax({ constrained: 512 * 2 ** 20, machine }), 512 * 2 ** 20)
})

t.test('without a limit the memory of the machine is returned, whatever Node reports for it', async t => {
  for (const constrained of [0, 2 ** 63, 2 ** 64, machine]) t.equal(measureMemoryMax({ constrained, machine }), machine, String(constrained))
})

t.test('on this machine it is between the memory of this process and that of the machine', async t => {
  const max = measureMemoryMax()
  t.ok(max > process.memoryUsage.rss(), `${max} bytes`)
  t.ok(max <= totalmem(), `${max} bytes`)
})

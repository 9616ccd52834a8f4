import t from 'tap'
import { port } from '../../../src/config/types/port.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes what TCP takes', async t => {
  tryKind(t, port(0), { understood: [['0', 0], ['80', 80], ['65535', 65_535]], refused: ['65536', '-1', 'http', ''] })
  tryKind(t, port(1), { understood: [['1', 1]], refused: ['0'] })
})

t.test('recognises what Kubernetes injects for a service of that name, and says what to do', async t => {
  const reading = port(1).read('tcp://10.0.0.1:6379', () => '')
  t.match(reading, { why: /Kubernetes.*enableServiceLinks: false.*flag/ })
})

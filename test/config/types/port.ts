import t from 'tap'
import { port } from '../../../src/config/types/port.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts TCP ports', async t => {
  tryType(t, port(0), { accepted: [['0', 0], ['80', 80], ['65535', 65_535]], refused: ['65536', '-1', 'http', ''] })
  tryType(t, port(1), { accepted: [['1', 1]], refused: ['0'] })
})

t.test('recognises a service link of Kubernetes and gives the remedy', async t => {
  const result = port(1).parse('tcp://10.0.0.1:6379', () => '')
  t.match(result, { why: /Kubernetes.*enableServiceLinks: false.*flag/ })
})

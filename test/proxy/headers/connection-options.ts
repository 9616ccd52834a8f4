import t from 'tap'
import { connectionOptions } from '../../../src/proxy/headers/connection-options.js'

t.test('the usual Connection nominates nothing', async t => {
  t.equal(connectionOptions(['Host', 'a', 'Connection', 'keep-alive', 'connection', 'close', 'CONNECTION', 'Keep-Alive']), undefined)
  t.equal(connectionOptions(['Keep-Alive', 'x', 'X-Padding!', 'x']), undefined)
})

t.test('names are gathered over all lines, in lower case', async t => {
  t.same([...connectionOptions(['Connection', 'close, X-A ,x-b', 'X', 'y', 'CONNECTION', ',\tX-C']) ?? []], ['close', 'x-a', 'x-b', '', 'x-c'])
})

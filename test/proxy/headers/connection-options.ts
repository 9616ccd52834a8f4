import t from 'tap'
import { connectionOptions } from '../../../src/proxy/headers/connection-options.js'

t.test('keep-alive and close are no options of interest', async t => {
  t.equal(connectionOptions(['Host', 'a', 'Connection', 'keep-alive', 'connection', 'close', 'CONNECTION', 'Keep-Alive']), undefined)
  t.equal(connectionOptions(['Keep-Alive', 'x', 'X-Padding!', 'x']), undefined)
})

t.test('options are collected over all Connection headers, in lower case', async t => {
  t.same([...connectionOptions(['Connection', 'close, X-A ,x-b', 'X', 'y', 'CONNECTION', ',\tX-C']) ?? []], ['close', 'x-a', 'x-b', '', 'x-c'])
})

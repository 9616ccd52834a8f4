import { ServerResponse } from 'node:http'
import t from 'tap'
import { abortResponse } from '../../../src/proxy/exchange/abort-response.js'
import { receiveRequest } from '../../fixtures/receive-request.js'

t.test('a response with a length or chunks is aborted by a close', async t => {
  const { client, response } = await receiveRequest(t, 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
  response.write('part')
  await client.until('part')
  abortResponse(response, false)
  t.notMatch(await client.untilClosed(), '0\r\n\r\n')
})

t.test('a response delimited by the close is aborted by a reset', async t => {
  const { client, response } = await receiveRequest(t, 'GET / HTTP/1.0\r\n\r\n')
  response.write('part')
  await client.until('part')
  abortResponse(response, true)
  await client.untilClosed()
  t.equal(client.errorCode, 'ECONNRESET')
})

t.test('a pipelined response that is not first in line is destroyed', async t => {
  const { request } = await receiveRequest(t, 'GET / HTTP/1.0\r\n\r\n')
  const response = new ServerResponse(request)
  t.equal(response.socket, null)
  abortResponse(response, true)
  t.equal(response.destroyed, true)
})

import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { RequestBody } from '../../../src/proxy/exchange/request-body.js'
import { receiveRequest } from '../../fixtures/receive-request.js'

const HEAD = 'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 6\r\n\r\n'

t.test('the body is passed on, and its bytes are reported', async t => {
  const { client, request } = await receiveRequest(t, HEAD)
  let sent = 0
  const body = new RequestBody(request, bytes => { sent += bytes })
  client.write('one').write('two')
  t.equal(await text(body), 'onetwo')
  t.equal(sent, 6)
})

t.test('a body that is destroyed leaves the request open, and the rest of it is discarded', async t => {
  const { client, request, response } = await receiveRequest(t, HEAD)
  const body = new RequestBody(request, () => {})
  body.destroy(new Error('early response'))
  await once(body, 'close')
  t.equal(request.destroyed, false)
  response.end('early')
  await client.until('early')
  client.write('onetwo')
  await once(request, 'end')
})

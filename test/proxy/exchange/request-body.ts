import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { RequestBody } from '../../../src/proxy/exchange/request-body.js'
import { connectRaw, type RawPeer } from '../../fixtures/raw-peer.js'

/** A POST whose client has sent the head. */
async function post (t: Test): Promise<{ client: RawPeer, request: IncomingMessage, response: ServerResponse }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const received = once(server, 'request')
  const client = await connectRaw((server.address() as AddressInfo).port)
  t.teardown(() => { client.socket.destroy(); server.close() })
  client.write('POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 6\r\n\r\n')
  const [request, response] = await received as [IncomingMessage, ServerResponse]
  return { client, request, response }
}

t.test('the body is passed on, and its bytes are reported', async t => {
  const { client, request } = await post(t)
  let sent = 0
  const body = new RequestBody(request, bytes => { sent += bytes })
  client.write('one').write('two')
  t.equal(await text(body), 'onetwo')
  t.equal(sent, 6)
})

t.test('a body that is destroyed leaves the request open, and the rest of it is discarded', async t => {
  const { client, request, response } = await post(t)
  const body = new RequestBody(request, () => {})
  body.destroy(new Error('early response'))
  await once(body, 'close')
  t.equal(request.destroyed, false)
  response.end('early')
  await client.until('early')
  client.write('onetwo')
  await once(request, 'end')
})

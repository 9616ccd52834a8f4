import { once } from 'node:events'
import t from 'tap'
import { DRAIN_MS, drainRequest } from '../../../src/proxy/exchange/drain-request.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { receiveRequest } from '../../fixtures/receive-request.js'

const HEAD = 'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 6\r\n\r\n'

t.test('the rest of the body is read, and the connection stays open', async t => {
  const clock = holdClock()
  const { client, request, response } = await receiveRequest(t, HEAD)
  response.end('early')
  drainRequest(request, clock)
  client.write('onetwo')
  await once(request, 'end')
  clock.advance(DRAIN_MS)
  t.equal(request.socket.destroyed, false)
  drainRequest(request, clock)
  clock.advance(DRAIN_MS)
  t.equal(request.socket.destroyed, false, 'a complete request needs no time limit')
})

t.test('a client that goes on uploading is disconnected after DRAIN_MS', async t => {
  const clock = holdClock()
  const { client, request, response } = await receiveRequest(t, HEAD)
  response.end('early')
  await client.until('early')
  drainRequest(request, clock)
  clock.advance(DRAIN_MS - 1)
  t.equal(request.socket.destroyed, false)
  clock.advance(1)
  await client.untilClosed()
})

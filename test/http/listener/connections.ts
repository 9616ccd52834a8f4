import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import { Connections } from '../../../src/http/listener/connections.js'
import { connectRaw } from '../../fixtures/connect-raw.js'
import { until } from '../../fixtures/until.js'

async function serve (t: Test) {
  const received: Array<{ request: IncomingMessage, response: ServerResponse, socket: Duplex }> = []
  const server = createServer((request, response) => {
    connections.track(request.socket, response)
    received.push({ request, response, socket: request.socket })
  })
  const connections = new Connections(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const raw = await connectRaw((server.address() as AddressInfo).port)
  t.teardown(() => {
    raw.socket.destroy()
    server.close()
    server.closeAllConnections()
  })
  const ask = async (count: number): Promise<void> => {
    await raw.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(count))
    await until(() => received.length >= count)
  }
  return { server, connections, raw, received, ask }
}

t.test('a response is tracked from its request until it closes, in the order of the requests', async t => {
  const { connections, raw, received, ask } = await serve(t)
  await ask(2)
  const [first, second] = received
  const { socket } = first!
  t.strictSame([...connections.responsesOn(socket)], [first!.response, second!.response])
  first!.response.end()
  await once(first!.response, 'close')
  t.strictSame([...connections.responsesOn(socket)], [second!.response])
  second!.response.end()
  await once(second!.response, 'close')
  t.equal(connections.responsesOn(socket).size, 0)
  await raw.receive(/200[^]*200/)
})

t.test('a task after the responses runs once, and immediately when there are none', async t => {
  const { connections, received, ask } = await serve(t)
  await ask(2)
  const { socket } = received[0]!
  let done = 0
  connections.afterResponses(socket, () => { done++ })
  received[0]!.response.end()
  await once(received[0]!.response, 'close')
  t.equal(done, 0)
  received[1]!.response.end()
  await once(received[1]!.response, 'close')
  t.equal(done, 1)
  connections.afterResponses(socket, () => { done++ })
  t.equal(done, 2)
})

t.test('when a client leaves, its queued responses close too', async t => {
  const { connections, raw, received, ask } = await serve(t)
  await ask(3)
  const closed: number[] = []
  for (const [i, { response }] of received.entries()) response.once('close', () => { closed.push(i) })
  const { socket } = received[0]!
  raw.socket.destroy()
  await until(() => connections.responsesOn(socket).size === 0)
  t.strictSame(closed.sort(), [0, 1, 2])
  t.ok(received[2]!.response.destroyed)
})

t.test('a connection with a response that has Connection: close is ending', async t => {
  const { connections, received, ask } = await serve(t)
  await ask(1)
  const { socket, response } = received[0]!
  t.notOk(connections.isEnding(socket))
  response.shouldKeepAlive = false
  t.ok(connections.isEnding(socket))
})

t.test('closing after the response applies to the newest response of each connection that has not started', async t => {
  const { connections, raw, received, ask } = await serve(t)
  await ask(2)
  connections.closeAfterResponse()
  received[0]!.response.end('first')
  received[1]!.response.end('second')
  const heard = await raw.closed()
  t.match(heard, /first[^]*second/)
  t.equal(heard.match(/Connection: close\r\n/g)?.length, 1)
})

t.test('only connections without a request are destroyed as unused', async t => {
  const { server, connections, raw, received, ask } = await serve(t)
  const { port } = server.address() as AddressInfo
  const unused = await connectRaw(port)
  await ask(1)
  connections.destroyUnused()
  await unused.closed()
  received[0]!.response.end('still here')
  await raw.receive(/still here/)
})

t.test('destroyAll destroys every connection', async t => {
  const { connections, raw, ask } = await serve(t)
  await ask(1)
  connections.destroyAll()
  await raw.closed()
})

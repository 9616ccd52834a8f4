import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import { Connections } from '../../../src/http/listener/connections.js'
import { speakRaw } from '../../fixtures/speak-raw.js'
import { until } from '../../fixtures/until.js'

async function serve (t: Test) {
  const asked: Array<{ request: IncomingMessage, response: ServerResponse, socket: Duplex }> = []
  const server = createServer((request, response) => {
    connections.track(request.socket, response)
    asked.push({ request, response, socket: request.socket })
  })
  const connections = new Connections(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const raw = await speakRaw((server.address() as AddressInfo).port)
  t.teardown(() => {
    raw.socket.destroy()
    server.close()
    server.closeAllConnections()
  })
  const ask = async (count: number): Promise<void> => {
    await raw.say('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(count))
    await until(() => asked.length >= count)
  }
  return { server, connections, raw, asked, ask }
}

t.test('an answer runs on its connection from its request to its close, in the order of the requests', async t => {
  const { connections, raw, asked, ask } = await serve(t)
  await ask(2)
  const [first, second] = asked
  const { socket } = first!
  t.strictSame([...connections.responsesOn(socket)], [first!.response, second!.response])
  first!.response.end()
  await once(first!.response, 'close')
  t.strictSame([...connections.responsesOn(socket)], [second!.response])
  second!.response.end()
  await once(second!.response, 'close')
  t.equal(connections.responsesOn(socket).size, 0)
  await raw.hear(/200[^]*200/)
})

t.test('what is to be done after the answers is done once, and at once when there are none', async t => {
  const { connections, asked, ask } = await serve(t)
  await ask(2)
  const { socket } = asked[0]!
  let done = 0
  connections.afterResponses(socket, () => { done++ })
  asked[0]!.response.end()
  await once(asked[0]!.response, 'close')
  t.equal(done, 0)
  asked[1]!.response.end()
  await once(asked[1]!.response, 'close')
  t.equal(done, 1)
  connections.afterResponses(socket, () => { done++ })
  t.equal(done, 2)
})

t.test('when a client leaves, answers that waited for their turn close too', async t => {
  const { connections, raw, asked, ask } = await serve(t)
  await ask(3)
  const closed: number[] = []
  for (const [i, { response }] of asked.entries()) response.once('close', () => { closed.push(i) })
  const { socket } = asked[0]!
  raw.socket.destroy()
  await until(() => connections.responsesOn(socket).size === 0)
  t.strictSame(closed.sort(), [0, 1, 2])
  t.ok(asked[2]!.response.destroyed)
})

t.test('an answer that says close is the last on its connection', async t => {
  const { connections, asked, ask } = await serve(t)
  await ask(1)
  const { socket, response } = asked[0]!
  t.notOk(connections.isEnding(socket))
  response.shouldKeepAlive = false
  t.ok(connections.isEnding(socket))
})

t.test('letting answers be the last concerns the newest of each connection that has not begun', async t => {
  const { connections, raw, asked, ask } = await serve(t)
  await ask(2)
  connections.closeAfterResponse()
  asked[0]!.response.end('first')
  asked[1]!.response.end('second')
  const heard = await raw.closed()
  t.match(heard, /first[^]*second/)
  t.equal(heard.match(/Connection: close\r\n/g)?.length, 1)
})

t.test('connections on which nothing was asked are told from those on which something was', async t => {
  const { server, connections, raw, asked, ask } = await serve(t)
  const { port } = server.address() as AddressInfo
  const unused = await speakRaw(port)
  await ask(1)
  connections.destroyUnused()
  await unused.closed()
  asked[0]!.response.end('still here')
  await raw.hear(/still here/)
})

t.test('destroying all leaves none', async t => {
  const { connections, raw, ask } = await serve(t)
  await ask(1)
  connections.destroyAll()
  await raw.closed()
})

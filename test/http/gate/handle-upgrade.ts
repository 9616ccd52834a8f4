import { once } from 'node:events'
import t from 'tap'
import type { Tunnel } from '../../../src/ports/forward-context.js'
import { ask, openGate } from '../../fixtures/open-gate.js'

const UPGRADE = 'Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
const websocket = (headers = '', path = '/ws'): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${UPGRADE}${headers}\r\n`

/** A tunnel to an upstream that echoes in upper case, without WebSocket frames. */
function upperCaseTunnel (): { tunnel: Tunnel, contexts: Array<Parameters<Tunnel>[3]> } {
  const contexts: Array<Parameters<Tunnel>[3]> = []
  return {
    contexts,
    tunnel: (_request, socket, head, context) => {
      contexts.push(context)
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      socket.unshift(head)
      socket.on('data', (chunk: Buffer) => { socket.write(chunk.toString('latin1').toUpperCase()) })
      socket.on('end', () => { socket.end() })
    }
  }
}

t.test('a WebSocket with a live token is tunnelled, with the bytes that follow its head', async t => {
  const { tunnel, contexts } = upperCaseTunnel()
  const gate = await openGate(t, { tunnel })
  const raw = await gate.speak()
  await raw.send(websocket(`X-Stream-Token: ${await gate.token()}\r\n`) + 'early ')
  await raw.receive(/101 [^]*EARLY /)
  await raw.send('late')
  await raw.receive(/EARLY LATE$/)
  t.strictSame(contexts, [{ target: '/ws', host: 'a', viewer: 'ann', requestId: '000000000000-0' }])
})

t.test('a WebSocket without a live token is refused, and its connection closes', async t => {
  const { tunnel, contexts } = upperCaseTunnel()
  const gate = await openGate(t, { tunnel, gateRefusalStatus: 403 })
  for (const [headers, status, code] of [['', 403, 4], ['X-Stream-Token: 7d444840-9dc0-41d1-b245-5ffdce74fad2\r\n', 403, 3], ['X-Stream-Token: x\r\n', 400, 12]] as const) {
    const response = await ask(gate, websocket(headers) + 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    t.match(response, new RegExp(`^HTTP/1\\.1 ${status} [^]*Connection: close\\r\\n[^]*X-Stream-Error: ${code}\\r\\n[^]*"code":${code},`))
    const [head, body] = response.split('\r\n\r\n') as [string, string]
    t.match(head, `Content-Length: ${body.length}\r\n`)
    t.match(head, /Date: .* GMT\r\n/)
  }
  t.equal(contexts.length, 0)
})

t.test('the connection of a refused WebSocket closes on both sides', async t => {
  const gate = await openGate(t, { tunnel: upperCaseTunnel().tunnel })
  const raw = await gate.speak()
  await raw.send(websocket())
  await raw.closed()
  await gate.listener.stop(60_000)
})

t.test('an unavailable store is a 503', async t => {
  const gate = await openGate(t, { tunnel: upperCaseTunnel().tunnel })
  const token = await gate.token()
  gate.store.unavailable = true
  t.match(await ask(gate, websocket(`X-Stream-Token: ${token}\r\n`)), /^HTTP\/1\.1 503 [^]*Retry-After: \d+\r\n/)
})

t.test('a malformed head is refused without asking the store', async t => {
  const gate = await openGate(t, { tunnel: upperCaseTunnel().tunnel })
  t.match(await ask(gate, websocket('Host: b\r\n')), /^HTTP\/1\.1 400 [^]*Host/)
  t.strictSame(gate.store.calls, { renew: 0, find: 0 })
})

t.test('a public path needs no token', async t => {
  const { tunnel, contexts } = upperCaseTunnel()
  const gate = await openGate(t, { tunnel, publicPaths: ['/chat'] })
  const raw = await gate.speak()
  await raw.send(websocket('', '/chat'))
  await raw.receive(/ 101 /)
  t.equal(contexts[0]?.viewer, undefined)
})

t.test('a refusal of the tunnel is sent on the socket', async t => {
  const gate = await openGate(t, { publicPaths: ['/chat'], tunnel: (_request, _socket, _head, _context, refuse) => { refuse({ refused: 'upstream-unreachable' }, undefined) } })
  t.match(await ask(gate, websocket('', '/chat')), /^HTTP\/1\.1 502 [^]*"code":10/)
})

t.test('a WebSocket is aborted when its stream ends', async t => {
  const gate = await openGate(t, { tunnel: upperCaseTunnel().tunnel })
  const token = await gate.token()
  const raw = await gate.speak()
  await raw.send(websocket(`X-Stream-Token: ${token}\r\n`))
  await raw.receive(/ 101 /)
  await gate.store.release(token)
  await raw.closed()
  t.strictSame(gate.aborts, ['released'])
})

t.test('any other upgrade is declined and handled as a plain request, still gated', async t => {
  const { tunnel, contexts } = upperCaseTunnel()
  const gate = await openGate(t, { tunnel })
  const others = [
    websocket().replace('WebSocket', 'h2c'),
    websocket().replace('WebSocket', 'websocket, h2c'),
    websocket('Content-Length: 5\r\n') + 'hello',
    websocket('Transfer-Encoding: chunked\r\n') + '0\r\n\r\n',
    websocket().replace('GET', 'POST')
  ]
  for (const bytes of others) {
    const response = await ask(gate, bytes + 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    t.match(response, /^HTTP\/1\.1 401 [^]*"code":4[^]*HTTP\/1\.1 200 /, JSON.stringify(bytes))
  }
  t.equal(contexts.length, 0)
})

t.test('the gate survives a reset during the store lookup', async t => {
  const { tunnel, contexts } = upperCaseTunnel()
  const gate = await openGate(t, { tunnel })
  const token = await gate.token()
  let arrive = (): void => {}
  gate.store.responsesHeldBy = new Promise(resolve => { arrive = resolve })
  const raw = await gate.speak()
  await raw.send(websocket(`X-Stream-Token: ${token}\r\n`))
  raw.socket.resetAndDestroy()
  await once(raw.socket, 'close')
  arrive()
  gate.store.responsesHeldBy = undefined
  t.equal((await fetch(gate.url)).status, 200)
  t.ok(contexts.length <= 1)
})

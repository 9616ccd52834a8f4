import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { abortClients } from '../../../src/http/listener/abort-clients.js'
import type { AbortReason } from '../../../src/http/listener/connection-observer.js'
import { connectRaw } from '../../fixtures/connect-raw.js'
import { holdClock } from '../../fixtures/hold-clock.js'

/** Two connections, on both sides. */
async function connect (t: Test) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted: Socket[] = []
  server.on('connection', socket => { accepted.push(socket) })
  const { port } = server.address() as AddressInfo
  const raws = [await connectRaw(port), await connectRaw(port)]
  while (accepted.length < 2) await once(server, 'connection')
  t.teardown(() => {
    for (const { socket } of raws) socket.destroy()
    for (const socket of accepted) socket.destroy()
    server.close()
  })
  // The port of the client identifies its connection on the side of the server.
  const ours = raws.map(({ socket }) => accepted.find(({ remotePort }) => remotePort === socket.localPort) as Socket)
  return { raws, ours }
}

t.test('a client that a rule applies to is reset once, and others are unaffected', async t => {
  const { raws: [raw, other], ours } = await connect(t)
  const clock = holdClock()
  const aborts: AbortReason[] = []
  const stop = abortClients({
    open: ours,
    clock,
    onAborted: why => { aborts.push(why) },
    rules: [
      { why: 'stalled', timeoutMs: 800, applies: () => false },
      { why: 'body_paused', timeoutMs: 8000, applies: (socket, nowMs) => socket === ours[0] && nowMs >= 500 }
    ]
  })
  clock.advance(499)
  t.same(aborts, [])
  clock.advance(1)
  t.same(aborts, ['body_paused'], 'the shortest timeout sets the polling interval')
  clock.advance(1000)
  t.same(aborts, ['body_paused'])
  await raw!.closed()
  t.equal(raw!.broken(), 'ECONNRESET')
  t.notOk(other!.socket.closed)
  stop()
})

t.test('a rule with timeout 0 is disabled, and polling can be stopped', async t => {
  const { ours } = await connect(t)
  const clock = holdClock()
  const aborts: AbortReason[] = []
  const onAborted = (why: AbortReason): void => { aborts.push(why) }
  abortClients({ open: ours, clock, onAborted, rules: [{ why: 'stalled', timeoutMs: 0, applies: () => true }] })
  abortClients({ open: ours, clock, onAborted, rules: [{ why: 'stalled', timeoutMs: 100, applies: () => true }] })()
  clock.advance(100_000)
  t.same(aborts, [])
})

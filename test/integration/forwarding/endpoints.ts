import { once } from 'node:events'
import t, { type Test } from 'tap'
import { freePort } from '../../fixtures/free-port.js'
import { frontUpstream, type Front, type FrontOptions } from '../../fixtures/front-upstream.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { startRawOrigin, type RawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'
import { startBlackHole } from '../../fixtures/start-black-hole.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody'
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly'
const NOTHING = 'HTTP/1.1 204 None\r\n\r\n'
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

t.test('requests and WebSockets go to the endpoint with the fewest in flight', async t => {
  const origins = [await startSilent(t), await startSilent(t)] as const
  const front = await start(t, origins)
  const busy = await send(front, GET)
  await Promise.race(origins.map(origin => origin.peer(0)))
  // The first is still in flight, so the second goes to the other endpoint, and so on.
  for (let i = 0; i < 2; i++) await send(front, UPGRADE)
  await send(front, GET)
  await Promise.all(origins.map(origin => origin.peer(1)))
  t.same(origins.map(({ peers }) => peers.length), [2, 2])
  t.equal(busy.received, '')
})

t.test('a request that cannot be sent to one endpoint is redispatched, whatever its method', async t => {
  for (const [name, sent, expected, body] of [
    ['a GET', GET, 'HTTP/1.1 204', ''],
    ['a POST with its body', POST, 'HTTP/1.1 204', '\r\n\r\nbody'],
    ['a POST in chunks', 'POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n', 'HTTP/1.1 204', 'body\r\n0\r\n\r\n'],
    ['a WebSocket with its first frames', UPGRADE, 'HTTP/1.1 101', '\r\n\r\nearly']
  ] as const) {
    await t.test(name, async t => {
      const live = await startResponding(t)
      const front = await start(t, [{ port: await freePort() }, { port: await freePort() }, live], { maxFailures: 1000 })
      // Twice as many requests as endpoints, so that each endpoint has its turn first.
      for (let i = 0; i < 6; i++) {
        const client = await send(front, sent)
        await client.until(expected)
        client.socket.destroy()
      }
      for (const peer of live.peers) await peer.until(received => received.endsWith(body))
      t.same(front.observed.failures, [])
      t.ok(front.observed.redispatches > 0)
    })
  }

  await t.test('also when the first endpoint does not respond to the connection attempt', async t => {
    const live = await startResponding(t)
    const hole = await startBlackHole({ host: '127.0.0.1' })
    t.teardown(hole.stop)
    const front = await start(t, [hole, live], { connectTimeoutMs: 50 })
    for (const [sent, expected] of [[GET, 'HTTP/1.1 204'], [UPGRADE, 'HTTP/1.1 101']] as const) {
      for (let i = 0; i < 2; i++) await (await send(front, sent)).until(expected)
    }
    t.same(front.observed.failures, [])
  })

  await t.test('and refused when no endpoint can be reached', async t => {
    const front = await start(t, [{ port: await freePort() }, { port: await freePort() }])
    for (const sent of [GET, POST, UPGRADE]) await (await send(front, sent)).until('upstream-unreachable')
    t.equal(front.observed.redispatches, 3, 'each endpoint was tried once')
    t.equal(front.observed.exchanges, 0)
  })
})

t.test('a GET whose fresh connection closes before a response is redispatched once', async t => {
  const dying = [await startResponding(t, peer => { peer.socket.resetAndDestroy() }), await startResponding(t, peer => { peer.socket.end() })] as const
  const live = await startResponding(t)

  const front = await start(t, [dying[0], live])
  for (let i = 0; i < 2; i++) await (await send(front, GET)).until('HTTP/1.1 204')
  t.equal(front.observed.redispatches, 1)

  const hopeless = await start(t, [...dying, { port: await freePort() }], { maxFailures: 1000 })
  for (let i = 0; i < 3; i++) await (await send(hopeless, GET)).until('upstream-unreachable')
})

t.test('a request that is not repeatable is never sent twice', async t => {
  for (const sent of [POST, 'GET / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody', UPGRADE]) {
    await t.test(sent.slice(0, sent.indexOf('\r\n')), async t => {
      const origins = [await startResponding(t, peer => { peer.socket.end() }), await startResponding(t, peer => { peer.socket.end() })] as const
      const front = await start(t, origins)
      await (await send(front, sent)).until('upstream-unreachable')
      t.equal(origins[0].peers.length + origins[1].peers.length, 1)
      t.equal(front.observed.redispatches, 0)
    })
  }

  await t.test('nor a GET after the first byte of its response, or after a timeout', async t => {
    for (const [text, refusal] of [['H', 'upstream-unreachable'], ['', 'upstream-too-slow']] as const) {
      const origins = [await startResponding(t, sendAndClose(text)), await startResponding(t, sendAndClose(text))] as const
      const front = await start(t, origins, { responseTimeoutMs: 50 })
      await (await send(front, GET)).until(refusal)
      t.equal(origins[0].peers.length + origins[1].peers.length, 1)
    }
  })
})

t.test('an endpoint with consecutive failures is ejected, and no client receives an error', async t => {
  const bad = { port: await freePort() }
  const front = await start(t, [bad, await startResponding(t), await startResponding(t)])
  for (let i = 0; i < 60; i++) await (await send(front, GET)).until('HTTP/1.1 204')
  t.equal(front.observed.redispatches, 3)
  t.same(front.observed.health, [`ejected http://127.0.0.1:${bad.port}`])
  t.same(front.observed.refusals, [])
})

t.test('a timeout counts as a failure too', async t => {
  const silent = await startSilent(t)
  const live = await startResponding(t)
  const front = await start(t, [silent, live], { responseTimeoutMs: 50, maxFailures: 2 })
  await Promise.all([1, 2, 3, 4].map(async () => await (await send(front, GET)).until('\r\n\r\n')))
  t.same(front.observed.health, [`ejected http://127.0.0.1:${silent.port}`])
})

t.test('an ejected endpoint is probed by a request of the gate itself', async t => {
  const port = await freePort()
  const live = await startSilent(t)
  const clock = holdClock()
  const front = await start(t, [{ port }, live], { maxFailures: 1, probeIntervalMs: 1000 }, clock)
  // Of two concurrent requests, each goes to another endpoint.
  await Promise.all([send(front, GET), send(front, GET)])
  await live.peer(1)
  t.same(front.observed.health, [`ejected http://127.0.0.1:${port}`])

  const back = await startRawOrigin({ port })
  t.teardown(back.stop)
  t.equal(back.peers.length, 0)
  clock.advance(1000)
  const first = await back.peer(0)
  t.match(await first.until('\r\n\r\n'), /^HEAD \/ HTTP\/1.1\r\nhost: a.test\r\nconnection: close\r\nUser-Agent: gate\r\n\r\n$/)
  first.socket.resetAndDestroy()
  await first.untilClosed()
  t.equal(front.observed.health.length, 1, 'a closed connection does not readmit the endpoint')

  await probedAgain(clock, back)
  back.peers.at(-1)?.write('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
  await front.until(observed => observed.health.length === 2)
  t.same(front.observed.health, [`ejected http://127.0.0.1:${port}`, `readmitted http://127.0.0.1:${port}`])
  const count = back.peers.length
  await send(front, GET)
  await (await back.peer(count)).until(GET.slice(0, 16))
  t.same(front.observed.refusals, [])
})

t.test('when all endpoints are ejected they are used all the same, and a response readmits one', async t => {
  const port = await freePort()
  const front = await start(t, [{ port }, { port: await freePort() }], { maxFailures: 1 })
  await (await send(front, GET)).until('upstream-unreachable')
  t.equal(front.observed.health.length, 2)
  const back = await startResponding(t, undefined, port)
  await (await send(front, GET)).until('HTTP/1.1 204')
  t.same(front.observed.health[2], `readmitted http://127.0.0.1:${port}`)
  await (await send(front, UPGRADE)).until('HTTP/1.1 101')
  t.equal(back.peers.length, 2)
})

t.test('no client can have an endpoint ejected by an invalid request', async t => {
  const origin = await startResponding(t)
  const front = await start(t, [origin, origin], { maxFailures: 1 }, undefined, 'no target')
  await (await send(front, GET)).until('upstream-unreachable')
  t.same(front.observed.health, [])
  t.equal(front.observed.redispatches, 0)
})

t.test('the exchange ends when the client disconnects before any endpoint was reached', async t => {
  const hole = await startBlackHole({ host: '127.0.0.1' })
  t.teardown(hole.stop)
  for (const sent of [GET, UPGRADE]) {
    const front = await start(t, [hole, hole], { connectTimeoutMs: 100 })
    const [client] = await Promise.all([send(front, sent), once(front.server, sent === GET ? 'request' : 'upgrade')])
    client.socket.destroy()
    await front.until(observed => observed.exchanges === 0)
    t.same(front.observed.refusals, [])
    t.equal(front.observed.redispatches, 0)
  }
})

/** An upstream that responds to every request, or does something else. */
async function startResponding (t: Test, onRequest: (peer: RawPeer, request: string) => void = respond, port = 0): Promise<RawOrigin> {
  const origin = await startRawOrigin({
    port,
    onPeer: peer => {
      peer.socket.on('data', () => { if (/\r\n\r\n(?:early|body|4\r\nbody\r\n0\r\n\r\n)?$/.test(peer.received)) onRequest(peer, peer.received) })
    }
  })
  t.teardown(origin.stop)
  return origin
}

function respond (peer: RawPeer, request: string): void {
  peer.write(request.includes('websocket') ? SWITCH : NOTHING)
}

function sendAndClose (text: string): (peer: RawPeer) => void {
  return peer => { if (text !== '') peer.socket.end(text) }
}

/** An upstream that never responds. */
async function startSilent (t: Test): Promise<RawOrigin> {
  return await startResponding(t, () => {})
}

async function start (t: Test, endpoints: ReadonlyArray<{ port: number }>, options: FrontOptions = {}, clock?: ReturnType<typeof holdClock>, target?: string): Promise<Front> {
  const front = await frontUpstream({ endpoints: endpoints.map(({ port }) => ({ port })), ...options }, {
    ...clock === undefined ? {} : { clock },
    ...target === undefined ? {} : { context: { target } }
  })
  t.teardown(front.stop)
  return front
}

async function send (front: Front, text: string): Promise<RawPeer> {
  return (await front.connect()).write(text)
}

/** Advances the clock until the endpoint was probed once more: a probe is only scheduled after the previous one has failed. */
async function probedAgain (clock: ReturnType<typeof holdClock>, origin: RawOrigin): Promise<void> {
  const count = origin.peers.length
  while (origin.peers.length === count) {
    clock.advance(1000)
    await new Promise(resolve => { setImmediate(resolve) })
  }
}

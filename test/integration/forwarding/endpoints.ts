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

t.test('requests and WebSockets are spread by how many each upstream has under way', async t => {
  const origins = [await hold(t), await hold(t)] as const
  const front = await start(t, origins)
  const busy = await ask(front, GET)
  await Promise.race(origins.map(origin => origin.peer(0)))
  // The first is still under way, so the second goes to the other, and so on.
  for (let i = 0; i < 2; i++) await ask(front, UPGRADE)
  await ask(front, GET)
  await Promise.all(origins.map(origin => origin.peer(1)))
  t.same(origins.map(({ peers }) => peers.length), [2, 2])
  t.equal(busy.received, '')
})

t.test('what cannot be sent to one upstream is sent to another, whatever it is', async t => {
  for (const [name, asks, reads, hears] of [
    ['a GET', GET, 'HTTP/1.1 204', ''],
    ['a POST with its body', POST, 'HTTP/1.1 204', '\r\n\r\nbody'],
    ['a POST in chunks', 'POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n', 'HTTP/1.1 204', 'body\r\n0\r\n\r\n'],
    ['a WebSocket with its first frames', UPGRADE, 'HTTP/1.1 101', '\r\n\r\nearly']
  ] as const) {
    await t.test(name, async t => {
      const live = await answer(t)
      const front = await start(t, [{ port: await freePort() }, { port: await freePort() }, live], { maxFailures: 1000 })
      // Twice as many as there are upstreams: it does not hang on whose turn it is.
      for (let i = 0; i < 6; i++) {
        const client = await ask(front, asks)
        await client.until(reads)
        client.socket.destroy()
      }
      for (const peer of live.peers) await peer.until(received => received.endsWith(hears))
      t.same(front.observed.failures, [])
      t.ok(front.observed.redispatches > 0)
    })
  }

  await t.test('also where the first leads nowhere', async t => {
    const live = await answer(t)
    const hole = await startBlackHole({ host: '127.0.0.1' })
    t.teardown(hole.stop)
    const front = await start(t, [hole, live], { connectTimeoutMs: 50 })
    for (const [asks, reads] of [[GET, 'HTTP/1.1 204'], [UPGRADE, 'HTTP/1.1 101']] as const) {
      for (let i = 0; i < 2; i++) await (await ask(front, asks)).until(reads)
    }
    t.same(front.observed.failures, [])
  })

  await t.test('and refused when none can be reached', async t => {
    const front = await start(t, [{ port: await freePort() }, { port: await freePort() }])
    for (const asks of [GET, POST, UPGRADE]) await (await ask(front, asks)).until('upstream-unreachable')
    t.equal(front.observed.redispatches, 3, 'each was tried once')
    t.equal(front.observed.exchanges, 0)
  })
})

t.test('a GET whose fresh connection dies without a word is asked of another upstream, once', async t => {
  const dying = [await answer(t, peer => { peer.socket.resetAndDestroy() }), await answer(t, peer => { peer.socket.end() })] as const
  const live = await answer(t)

  const front = await start(t, [dying[0], live])
  for (let i = 0; i < 2; i++) await (await ask(front, GET)).until('HTTP/1.1 204')
  t.equal(front.observed.redispatches, 1)

  const hopeless = await start(t, [...dying, { port: await freePort() }], { maxFailures: 1000 })
  for (let i = 0; i < 3; i++) await (await ask(hopeless, GET)).until('upstream-unreachable')
})

t.test('what could do harm twice is never sent twice', async t => {
  for (const asks of [POST, 'GET / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody', UPGRADE]) {
    await t.test(asks.slice(0, asks.indexOf('\r\n')), async t => {
      const origins = [await answer(t, peer => { peer.socket.end() }), await answer(t, peer => { peer.socket.end() })] as const
      const front = await start(t, origins)
      await (await ask(front, asks)).until('upstream-unreachable')
      t.equal(origins[0].peers.length + origins[1].peers.length, 1)
      t.equal(front.observed.redispatches, 0)
    })
  }

  await t.test('nor a GET of whose answer a byte came, or that was met by silence', async t => {
    for (const [says, refusal] of [['H', 'upstream-unreachable'], ['', 'upstream-too-slow']] as const) {
      const origins = [await answer(t, mumble(says)), await answer(t, mumble(says))] as const
      const front = await start(t, origins, { responseTimeoutMs: 50 })
      await (await ask(front, GET)).until(refusal)
      t.equal(origins[0].peers.length + origins[1].peers.length, 1)
    }
  })
})

t.test('an upstream that fails in a row is left out, and no client sees an error', async t => {
  const bad = { port: await freePort() }
  const front = await start(t, [bad, await answer(t), await answer(t)])
  for (let i = 0; i < 60; i++) await (await ask(front, GET)).until('HTTP/1.1 204')
  t.equal(front.observed.redispatches, 3)
  t.same(front.observed.health, [`ejected http://127.0.0.1:${bad.port}`])
  t.same(front.observed.refusals, [])
})

t.test('silence counts as a failure too', async t => {
  const silent = await hold(t)
  const live = await answer(t)
  const front = await start(t, [silent, live], { responseTimeoutMs: 50, maxFailures: 2 })
  await Promise.all([1, 2, 3, 4].map(async () => await (await ask(front, GET)).until('\r\n\r\n')))
  t.same(front.observed.health, [`ejected http://127.0.0.1:${silent.port}`])
})

t.test('a lost upstream is asked whether it is back, by a request of the gate itself', async t => {
  const port = await freePort()
  const live = await hold(t)
  const clock = holdClock()
  const front = await start(t, [{ port }, live], { maxFailures: 1, probeIntervalMs: 1000 }, clock)
  // Of two requests at once, each goes to another upstream.
  await Promise.all([ask(front, GET), ask(front, GET)])
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
  t.equal(front.observed.health.length, 1, 'a death is no answer')

  await askedAgain(clock, back)
  back.peers.at(-1)?.write('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
  await front.until(observed => observed.health.length === 2)
  t.same(front.observed.health, [`ejected http://127.0.0.1:${port}`, `readmitted http://127.0.0.1:${port}`])
  const count = back.peers.length
  await ask(front, GET)
  await (await back.peer(count)).until(GET.slice(0, 16))
  t.same(front.observed.refusals, [])
})

t.test('when all are lost they are asked all the same, and an answer brings one back', async t => {
  const port = await freePort()
  const front = await start(t, [{ port }, { port: await freePort() }], { maxFailures: 1 })
  await (await ask(front, GET)).until('upstream-unreachable')
  t.equal(front.observed.health.length, 2)
  const back = await answer(t, undefined, port)
  await (await ask(front, GET)).until('HTTP/1.1 204')
  t.same(front.observed.health[2], `readmitted http://127.0.0.1:${port}`)
  await (await ask(front, UPGRADE)).until('HTTP/1.1 101')
  t.equal(back.peers.length, 2)
})

t.test('no client can make an upstream count as lost by what it asks for', async t => {
  const origin = await answer(t)
  const front = await start(t, [origin, origin], { maxFailures: 1 }, undefined, 'no target')
  await (await ask(front, GET)).until('upstream-unreachable')
  t.same(front.observed.health, [])
  t.equal(front.observed.redispatches, 0)
})

t.test('a client that leaves before any upstream was reached is let go', async t => {
  const hole = await startBlackHole({ host: '127.0.0.1' })
  t.teardown(hole.stop)
  for (const asks of [GET, UPGRADE]) {
    const front = await start(t, [hole, hole], { connectTimeoutMs: 100 })
    const [client] = await Promise.all([ask(front, asks), once(front.server, asks === GET ? 'request' : 'upgrade')])
    client.socket.destroy()
    await front.until(observed => observed.exchanges === 0)
    t.same(front.observed.refusals, [])
    t.equal(front.observed.redispatches, 0)
  }
})

/** An upstream that answers whatever it is asked, or does this. */
async function answer (t: Test, onAsked: (peer: RawPeer, asked: string) => void = reply, port = 0): Promise<RawOrigin> {
  const origin = await startRawOrigin({
    port,
    onPeer: peer => {
      peer.socket.on('data', () => { if (/\r\n\r\n(?:early|body|4\r\nbody\r\n0\r\n\r\n)?$/.test(peer.received)) onAsked(peer, peer.received) })
    }
  })
  t.teardown(origin.stop)
  return origin
}

function reply (peer: RawPeer, asked: string): void {
  peer.write(asked.includes('websocket') ? SWITCH : NOTHING)
}

function mumble (text: string): (peer: RawPeer) => void {
  return peer => { if (text !== '') peer.socket.end(text) }
}

/** An upstream that keeps everybody waiting. */
async function hold (t: Test): Promise<RawOrigin> {
  return await answer(t, () => {})
}

async function start (t: Test, endpoints: ReadonlyArray<{ port: number }>, options: FrontOptions = {}, clock?: ReturnType<typeof holdClock>, target?: string): Promise<Front> {
  const front = await frontUpstream({ endpoints: endpoints.map(({ port }) => ({ port })), ...options }, {
    ...clock === undefined ? {} : { clock },
    ...target === undefined ? {} : { context: { target } }
  })
  t.teardown(front.stop)
  return front
}

async function ask (front: Front, text: string): Promise<RawPeer> {
  return (await front.connect()).write(text)
}

/** Lets time pass until the upstream was asked once more: a question is only planned when the one before has failed. */
async function askedAgain (clock: ReturnType<typeof holdClock>, origin: RawOrigin): Promise<void> {
  const count = origin.peers.length
  while (origin.peers.length === count) {
    clock.advance(1000)
    await new Promise(resolve => { setImmediate(resolve) })
  }
}

import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { frontUpstream, type Front } from '../../fixtures/front-upstream.js'
import { startRawOrigin, type RawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

const MIB = 1024 * 1024
const PIECE = Buffer.alloc(64 * 1024, 'v')

t.test('the head is sent before the first byte of the body', async t => {
  const { client, origin } = await start(t)
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  peer.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Name: \xe9\r\n\r\n')
  t.match(await client.until('\r\n\r\n'), 'X-Name: \xe9\r\n')
  peer.write('4\r\nlive\r\n')
  await client.until('4\r\nlive\r\n')
  t.equal(peer.closed, false, 'each chunk is forwarded as it arrives')
  peer.write('0\r\n\r\n')
  await client.until('0\r\n\r\n')
})

t.test('a client that does not read stops the upstream', async t => {
  const { client, origin, front } = await start(t)
  client.socket.pause()
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${200 * MIB}\r\n\r\n`)
  const taken = await writeUntilStuck(peer, 200 * MIB)
  t.ok(taken < 32 * MIB, `${taken} bytes`)
  t.ok(front.observed.bytesToClient < 16 * MIB, `${front.observed.bytesToClient} bytes held here or in the kernel`)

  client.socket.on('data', () => { client.received = client.received.slice(-1) }).resume()
  let left = 200 * MIB - taken
  while (left > 0) {
    const piece = PIECE.subarray(0, Math.min(left, PIECE.length))
    left -= piece.length
    if (!peer.socket.write(piece)) await new Promise(resolve => peer.socket.once('drain', resolve))
  }
  await front.until(observed => observed.exchanges === 0)
  t.equal(front.observed.bytesToClient, 200 * MIB, 'all of it arrives once the client reads')
})

t.test('an upstream that does not read stops the client', async t => {
  const { client, origin, front } = await start(t)
  client.write(`POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${200 * MIB}\r\n\r\n`).write('v')
  const peer = await origin.peer(0)
  await peer.until('\r\n\r\n')
  peer.socket.pause()
  const taken = 1 + await writeUntilStuck(client, 200 * MIB - 1)
  t.ok(taken < 32 * MIB, `${taken} bytes`)
  t.ok(front.observed.bytesToUpstream < 16 * MIB, `${front.observed.bytesToUpstream} bytes held here or in the kernel`)

  peer.socket.resume()
  let left = 200 * MIB - taken
  while (left > 0) {
    const piece = PIECE.subarray(0, Math.min(left, PIECE.length))
    left -= piece.length
    if (!client.socket.write(piece)) await new Promise(resolve => client.socket.once('drain', resolve))
    peer.received = ''
  }
  await front.until(observed => observed.bytesToUpstream === 200 * MIB)
  peer.write('HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nmade')
  await client.until('made')
})

t.test('an upload is forwarded chunk by chunk', async t => {
  const { client, origin } = await start(t)
  client.write('PUT / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n')
  const peer = await origin.peer(0)
  await peer.until('3\r\none')
  client.write('3\r\ntwo\r\n')
  await peer.until('3\r\ntwo')
  client.write('0\r\n\r\n')
  await peer.until('0\r\n\r\n')
  peer.write('HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nmade')
  await client.until('made')
})

for (const [framing, body] of [['Content-Length: 3', 'one'], ['Transfer-Encoding: chunked', '3\r\none\r\n0\r\n\r\n']] as const) {
  t.test(`the head of an upload is sent before its body, and may get a response: ${framing}`, async t => {
    const { client, origin } = await start(t)
    client.write(`PUT /first HTTP/1.1\r\nHost: a.test\r\n${framing}\r\n\r\n`)
    const peer = await origin.peer(0)
    t.match((await peer.until('\r\n\r\n')).toLowerCase(), framing.toLowerCase())
    client.write(body)
    await peer.until(`\r\n\r\n${body}`)
    peer.write('HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nmade')
    await client.until('made')
    client.write(`PUT /second HTTP/1.1\r\nHost: a.test\r\n${framing}\r\n\r\n`)
    await peer.until('/second')
    peer.write('HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nnope')
    await client.until('nope')
    client.write(body + 'GET /third HTTP/1.1\r\nHost: a.test\r\n\r\n')
    const last = await origin.peer(1)
    t.match(await last.until('\r\n\r\n'), /^GET \/third /)
    last.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast')
    await client.until('last')
  })
}

t.test('a 100 during an upload is filtered out, even when it is split', async t => {
  const { client, origin } = await start(t)
  client.write('PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 6\r\n\r\none')
  const peer = await origin.peer(0)
  await peer.until('one')
  peer.socket.setNoDelay(true)
  for (const piece of ['HTTP/1.', '1 100 Cont', 'inue\r\n\r', '\nHTTP/1.1 100', ' Continue\r\n\r\nHT']) {
    peer.write(piece)
    await setImmediate()
  }
  client.write('two')
  await peer.until('onetwo')
  peer.write('TP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nmade')
  t.match(await client.until('made'), /^HTTP\/1.1 201 /)
})

for (const [framing, head] of [
  ['a length', 'Content-Length: 31457280\r\n\r\n'],
  ['chunks', 'Transfer-Encoding: chunked\r\n\r\n1e00000\r\n']
] as const) {
  t.test(`a response during an upload of ${framing} reaches the client, and the connection stays in sync`, async t => {
    const { client, origin, front } = await start(t)
    client.write(`POST / HTTP/1.1\r\nHost: a.test\r\n${head}`).write('v')
    const peer = await origin.peer(0)
    await peer.until('v')
    peer.write('HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch')
    t.match(await client.until('much'), /^HTTP\/1.1 413 /)
    await front.until(observed => observed.exchanges === 0)
    client.write(Buffer.alloc(30 * MIB - 1, 'v'))
    if (framing === 'chunks') client.write('\r\n0\r\n\r\n')
    client.write('GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n')
    const next = await origin.peer(1)
    t.match(await next.until('\r\n\r\n'), /^GET \/next /)
    next.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext')
    await client.until('next')
  })
}

t.test('a refusal during an upload reaches the client, even if the upload was paused', async t => {
  const { client, origin } = await start(t)
  client.write(`POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${200 * MIB}\r\n\r\nv`)
  const peer = await origin.peer(0)
  await peer.until('v')
  peer.socket.pause()
  const taken = 1 + await writeUntilStuck(client, 200 * MIB - 1)
  peer.socket.destroy()
  await client.until('upstream-unreachable')
  for (let left = 200 * MIB - taken; left > 0; left -= PIECE.length) client.write(PIECE.subarray(0, Math.min(left, PIECE.length)))
  client.write('GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n')
  t.match(await (await origin.peer(1)).until('\r\n\r\n'), /^GET \/next /)
})

t.test('a client that goes on uploading after the response is disconnected after a while', async t => {
  const { client, origin } = await start(t, {
    nowMs: () => 0,
    // All timeouts expire after 1 ms.
    every: (_intervalMs, task) => {
      const timer = setTimeout(task, 1)
      return () => { clearTimeout(timer) }
    }
  })
  client.write('POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 31457280\r\n\r\nv')
  const peer = await origin.peer(0)
  await peer.until('v')
  peer.write('HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch')
  t.match(await client.untilClosed(), /much$/)
})

t.test('responses to pipelined requests are sent in order', async t => {
  const { client, origin } = await start(t)
  client.write('GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\nGET /2 HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const one = await origin.peer(0)
  const two = await origin.peer(1)
  await one.until('\r\n\r\n')
  await two.until('\r\n\r\n')
  const [first, second] = one.received.includes('/1') ? [one, two] : [two, one]
  second.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo')
  await setImmediate()
  first.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none')
  t.match(await client.until('two'), /one[^]*two$/)
})

/** Writes until nothing was taken for 2000 turns of the event loop. Resolves to the bytes written. */
async function writeUntilStuck ({ socket }: RawPeer, mostBytes: number): Promise<number> {
  let written = 0
  while (written + PIECE.length <= mostBytes) {
    written += PIECE.length
    if (socket.write(PIECE)) continue
    let turns = 0
    while (socket.writableNeedDrain && turns < 2000) {
      turns++
      await setImmediate()
    }
    if (socket.writableNeedDrain) return written
  }
  return written
}

async function start (t: Test, clock?: NonNullable<Parameters<typeof frontUpstream>[1]>['clock']): Promise<{ origin: RawOrigin, front: Front, client: RawPeer }> {
  const origin = await startRawOrigin()
  const front = await frontUpstream({ port: origin.port }, clock === undefined ? {} : { clock })
  t.teardown(async () => { await front.stop(); await origin.stop() })
  return { origin, front, client: await front.connect() }
}

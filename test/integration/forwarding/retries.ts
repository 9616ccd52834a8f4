import t from 'tap'
import { frontRawOrigin, warmUp } from '../../fixtures/front-raw-origin.js'

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'

t.test('a request is retried only if it is repeatable and its connection had gone stale', async t => {
  for (const [sent, closes, isRetried] of [
    ['GET / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'end', true],
    ['GET / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'resetAndDestroy', true],
    ['HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'resetAndDestroy', true],
    ['POST / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'resetAndDestroy', false],
    ['DELETE / HTTP/1.1\r\nHost: a.test\r\n\r\n', 'end', false],
    ['GET / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\nx', 'end', false],
    ['POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n', 'end', false]
  ] as const) {
    await t.test(`${sent.slice(0, sent.indexOf(' '))}, ${closes}: ${isRetried ? 'retried' : 'not retried'}`, async t => {
      const { client, origin, front } = await frontRawOrigin(t)
      const first = await warmUp({ client, origin })
      client.write(sent)
      await first.until(sent.slice(0, sent.indexOf(' ') + 1) + '/ ')
      first.socket[closes]()
      if (isRetried) {
        const second = await origin.peer(1)
        await second.until('\r\n\r\n')
        second.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Second: 1\r\n\r\n')
        await client.until('X-Second')
      } else await client.until('upstream-unreachable')
      t.equal(origin.peers.length, isRetried ? 2 : 1)
      t.equal(front.observed.retries, isRetried ? 1 : 0)
    })
  }

  await t.test('and not after the first byte of a response', async t => {
    const { client, origin } = await frontRawOrigin(t)
    const first = await warmUp({ client, origin })
    client.write(GET)
    await first.until('GET / ')
    first.socket.end('H')
    await client.until('upstream-unreachable')
    t.equal(origin.peers.length, 1)
  })

  await t.test('and not twice', async t => {
    const { client, origin, front } = await frontRawOrigin(t)
    const first = await warmUp({ client, origin })
    client.write(GET)
    await first.until('GET / ')
    first.socket.end()
    const second = await origin.peer(1)
    await second.until('GET / ')
    second.socket.end()
    await client.until('upstream-unreachable')
    t.equal(origin.peers.length, 2)
    t.equal(front.observed.retries, 1)
  })

  await t.test('and not when the client has disconnected meanwhile', async t => {
    const { client, origin, front } = await frontRawOrigin(t)
    const first = await warmUp({ client, origin })
    client.write(GET)
    await first.until('GET / ')
    client.socket.destroy()
    await front.until(observed => observed.exchanges === 0)
    t.equal(origin.peers.length, 1)
  })
})

t.test('a 503 is forwarded and not retried', async t => {
  const { client, origin } = await frontRawOrigin(t)
  const first = await warmUp({ client, origin })
  client.write(GET)
  await first.until('GET / ')
  first.write('HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nbusy')
  await client.until('busy')
  t.equal(origin.peers.length, 1)
})

import t, { type Test } from 'tap'
import type { Tunnel } from '../../../src/ports/forward-context.js'
import type { RawConnection } from '../../fixtures/connect-raw.js'
import { hasClosed, openGate } from '../../fixtures/open-gate.js'
import { until } from '../../fixtures/until.js'

/** The headers that make a request the handshake of a WebSocket. */
const HANDSHAKE = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

/** Both kinds of client, and the status of a response that the upstream has accepted. */
const KINDS = [
  { kind: 'a request', headers: '', accepted: 200 },
  { kind: 'a WebSocket', headers: HANDSHAKE, accepted: 101 }
] as const

/** A gate that counts what reaches its upstream, which accepts everything and then stays silent. */
async function open (t: Test, options: Parameters<typeof openGate>[1] = {}) {
  const targets: string[] = []
  const viewers: Array<string | undefined> = []
  const tunnel: Tunnel = (_request, socket, _head, { target, viewer }) => {
    targets.push(target)
    viewers.push(viewer)
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.on('end', () => { socket.end() }).resume()
  }
  const gate = await openGate(t, {
    tunnel,
    reply: (_request, response, { target, viewer }) => {
      targets.push(target)
      viewers.push(viewer)
      response.writeHead(200)
      response.write('started')
    },
    ...options
  })
  return { gate, targets, viewers }
}

for (const { kind, headers, accepted } of KINDS) {
  const ask = async (gate: { speak: () => Promise<RawConnection> }, token = '', { path = '/film', more = '', host = 'Host: a\r\n' } = {}): Promise<RawConnection> => {
    const raw = await gate.speak()
    await raw.send(`GET ${path} HTTP/1.1\r\n${host}${headers}${more}${token === '' ? '' : `X-Stream-Token: ${token}\r\n`}\r\n`)
    return raw
  }
  const refusal = async (raw: RawConnection): Promise<string> => {
    const response = await raw.receive(/\]\}$/)
    raw.socket.destroy()
    return `${response.slice(9, 12)} ${/X-Stream-Error: (\d+)/.exec(response)?.[1]}`
  }
  const acceptance = new RegExp(`^HTTP/1\\.1 ${accepted} `)

  t.test(`${kind} with a live token is forwarded with its viewer`, async t => {
    const { gate, targets, viewers } = await open(t)
    const raw = await ask(gate, await gate.token('bob'), { path: '/a/../b?c=%2f' })
    t.match(await raw.receive(/\r\n\r\n/), acceptance)
    t.strictSame(targets, ['/a/../b?c=%2f'])
    t.strictSame(viewers, ['bob'])
  })

  t.test(`${kind} on a public path is forwarded without a token and without a viewer`, async t => {
    const { gate, viewers } = await open(t, { publicPaths: ['/film'] })
    t.match(await (await ask(gate)).receive(/\r\n\r\n/), acceptance)
    t.strictSame(viewers, [undefined])
  })

  t.test(`${kind} is refused without a valid head, target or token, and not forwarded`, async t => {
    const { gate, targets } = await open(t, { gateRefusalStatus: 403, transports: { path: true, query: undefined, cookie: undefined } })
    const token = await gate.token()
    const other = await gate.token()
    t.equal(await refusal(await ask(gate, token, { host: 'Host: a\r\nHost: a\r\n' })), '400 12')
    t.equal(await refusal(await ask(gate, token, { path: '/film#' })), '400 12')
    t.equal(await refusal(await ask(gate, 'x')), '400 12')
    t.equal(await refusal(await ask(gate, token, { path: `/~${other}/film` })), '400 12')
    t.equal(await refusal(await ask(gate)), '403 4')
    t.equal(await refusal(await ask(gate, '7d444840-9dc0-41d1-b245-5ffdce74fad2')), '403 3')
    t.strictSame(targets, [])
  })

  t.test(`${kind} is refused with 503 while the store is unavailable, unless the decision is cached`, async t => {
    const { gate } = await open(t)
    const [cached, unknown] = [await gate.token(), await gate.token()]
    await (await ask(gate, cached)).receive(/\r\n\r\n/)
    gate.store.unavailable = true
    t.equal(await refusal(await ask(gate, unknown)), '503 9')
    t.match(await (await ask(gate, cached)).receive(/\r\n\r\n/), acceptance)
  })

  t.test(`${kind} beyond a limit is refused, the limit of its stream first`, async t => {
    const { gate, targets } = await open(t, { maxRequests: 1, maxRequestsPerStream: 1 })
    const token = await gate.token()
    await (await ask(gate, token)).receive(/\r\n\r\n/)
    t.equal(await refusal(await ask(gate, token)), '429 22')
    t.equal(await refusal(await ask(gate, await gate.token())), '503 21')
    t.equal(targets.length, 1)
  })

  t.test(`${kind} whose client leaves during the store lookup is not forwarded`, async t => {
    const { gate, targets } = await open(t)
    const token = await gate.token()
    let arrive = (): void => {}
    gate.store.responsesHeldBy = new Promise(resolve => { arrive = resolve })
    const raw = await ask(gate, token)
    await until(() => gate.store.calls.renew === 1)
    raw.socket.resetAndDestroy()
    await hasClosed(raw.socket)
    await until(() => gate.connections.open === 0)
    arrive()
    gate.store.responsesHeldBy = undefined
    await gate.check(token)
    t.strictSame(targets, [])
  })

  t.test(`${kind} is aborted when its stream ends`, async t => {
    const { gate } = await open(t)
    const token = await gate.token()
    const raw = await ask(gate, token)
    await raw.receive(/\r\n\r\n/)
    await gate.store.release(token)
    await raw.closed()
    t.strictSame(gate.aborts, ['released'])
  })

  t.test(`${kind} reports the playback of its stream`, async t => {
    const { gate } = await open(t)
    const token = await gate.token()
    await (await ask(gate, token, { more: 'CMCD-Session: sid="s",cid="c"\r\n' })).receive(/\r\n\r\n/)
    t.strictSame(gate.playbacks, [{ token, sid: 's', cid: 'c' }])
  })
}

import t, { type Test } from 'tap'
import { Pool } from 'undici'
import { connectToUpstream } from '../../../src/proxy/connection/connect-to-upstream.js'
import { HeadFlusher } from '../../../src/proxy/connection/head-flusher.js'
import type { ClosedBeforeResponse } from '../../../src/proxy/connection/patch-connection.js'
import { OPTIONS } from '../../fixtures/front-upstream.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

/** How the exchange of a GET ended. */
interface Outcome { readonly status: number, readonly body: string, readonly error: (Error & { code?: string }) | undefined }

// undici itself, as the gate uses it: these tests fail when an update of undici needs other corrections.
async function open (t: Test) {
  const origin = await startRawOrigin()
  const headFlusher = new HeadFlusher()
  const closedBeforeResponse: ClosedBeforeResponse = new WeakMap()
  const address = { protocol: 'http:', host: '127.0.0.1', port: origin.port, socketPath: undefined } as const
  const pool = new Pool(`http://127.0.0.1:${origin.port}`, {
    connect: connectToUpstream({ address, upstream: OPTIONS, lookup: undefined, closedBeforeResponse, headFlusher }), connections: 1, pipelining: 1
  })
  t.teardown(async () => { await pool.destroy(); headFlusher.close(); await origin.stop() })
  const get = async (onConnect: (abort: () => void) => void = () => {}, onData: () => void = () => {}): Promise<Outcome> => await new Promise(resolve => {
    let status = 0
    let body = ''
    pool.dispatch({ method: 'GET', path: '/' }, {
      onConnect,
      onHeaders: received => { status = received; return true },
      onData: chunk => {
        body += chunk.toString()
        onData()
        return true
      },
      onComplete: () => { resolve({ status, body, error: undefined }) },
      onError: error => { resolve({ status, body, error }) }
    })
  })
  const peer = async (index: number, requests = 1): Promise<RawPeer> => {
    const peer = await origin.peer(index)
    await peer.until(received => received.split('\r\n\r\n').length > requests)
    return peer
  }
  return { origin, closedBeforeResponse, get, peer }
}

t.test('100 responses are filtered out', async t => {
  const { get, peer } = await open(t)
  const outcome = get()
  ;(await peer(0)).write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  t.same(await outcome, { status: 200, body: 'ok', error: undefined })
})

t.test('a reset is an error, also of a body that the close delimits', async t => {
  const { get, peer } = await open(t)
  // A reset that arrives with unread bytes would look like an end to Node itself.
  let received = (): void => {}
  const read = new Promise<void>(resolve => { received = resolve })
  const outcome = get(undefined, () => { received() })
  const origin = await peer(0)
  origin.write('HTTP/1.1 200 OK\r\n\r\npart')
  await read
  origin.socket.resetAndDestroy()
  t.ok((await outcome).error)
})

t.test('a connection that closes before a response is recorded, fresh or reused', async t => {
  const { get, peer, closedBeforeResponse } = await open(t)
  const fresh = get()
  ;(await peer(0)).socket.end()
  const { error } = await fresh
  t.same(error && closedBeforeResponse.get(error), { isReused: false })

  const served = get()
  const second = await peer(1)
  second.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  t.equal((await served).body, 'ok')
  const reused = get()
  await peer(1, 2)
  second.socket.end()
  const { error: stale } = await reused
  t.same(stale && closedBeforeResponse.get(stale), { isReused: true })
})

t.test('a connection that closes after a byte of the response is not', async t => {
  const { get, peer, closedBeforeResponse } = await open(t)
  const outcome = get()
  ;(await peer(0)).socket.end('H')
  const { error } = await outcome
  t.ok(error)
  t.equal(error && closedBeforeResponse.get(error), undefined)
})

t.test('an aborted request is not sent again on another connection', async t => {
  const { get, peer, origin } = await open(t)
  let abort = (): void => {}
  const aborted = get(given => { abort = given })
  await peer(0)
  abort()
  t.ok((await aborted).error)
  const next = get()
  ;(await peer(1)).write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  t.equal((await next).body, 'ok')
  t.equal(origin.peers.length, 2)
})

import { PassThrough } from 'node:stream'
import t from 'tap'
import { Pool } from 'undici'
import { connectToUpstream } from '../../../src/proxy/connection/connect-to-upstream.js'
import { HeadFlusher, type Framing } from '../../../src/proxy/connection/head-flusher.js'
import { OPTIONS } from '../../fixtures/front-upstream.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'

// undici itself: these tests fail when an update of undici publishes or writes heads differently.
for (const [framing, header, text] of [
  [3, 'content-length: 3', 'one'],
  ['chunked', 'transfer-encoding: chunked', '3\r\none\r\n0\r\n\r\n']
] as ReadonlyArray<[Framing, string, string]>) {
  t.test(`a head with ${header} is sent before the body, and once`, async t => {
    const origin = await startRawOrigin()
    const headFlusher = new HeadFlusher()
    const address = { protocol: 'http:', host: '127.0.0.1', port: origin.port, socketPath: undefined } as const
    const pool = new Pool(`http://127.0.0.1:${origin.port}`, {
      connect: connectToUpstream({ address, upstream: OPTIONS, lookup: undefined, closedBeforeResponse: new WeakMap(), headFlusher })
    })
    t.teardown(async () => { await pool.destroy(); headFlusher.close(); await origin.stop() })
    const body = new PassThrough()
    const headers = framing === 'chunked' ? [] : ['Content-Length', String(framing)]
    const completed = new Promise<void>((resolve, reject) => {
      pool.dispatch({ method: 'PUT', path: '/', body, headers }, {
        onConnect: () => { headFlusher.expect(framing) },
        onHeaders: () => true,
        onData: () => true,
        onComplete: () => { resolve() },
        onError: reject
      })
    })
    const peer = await origin.peer(0)
    t.ok((await peer.until('\r\n\r\n')).endsWith(`\r\n${header}\r\n\r\n`))
    body.end('one')
    await peer.until(`\r\n\r\n${text}`)
    peer.write('HTTP/1.1 204 No Content\r\n\r\n')
    await completed
    t.equal(peer.received.split('HTTP/1.1').length, 2, 'one head')
  })
}

import t, { type Test } from 'tap'
import { Pool } from 'undici'
import { probeEndpoint } from '../../../src/proxy/pool/probe-endpoint.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'
import type { RawPeer } from '../../fixtures/raw-peer.js'

async function probe (t: Test, respond: (peer: RawPeer) => void, { hostHeader = 'client', host }: { hostHeader?: 'client' | 'upstream', host?: string } = {}): Promise<{ isHealthy: boolean, received: string }> {
  const origin = await startRawOrigin()
  const pool = new Pool(`http://127.0.0.1:${origin.port}`)
  t.teardown(async () => { await pool.destroy(); await origin.stop() })
  const result = new Promise<boolean>(resolve => { probeEndpoint({ pool, servername: '127.0.0.1', hostHeader, name: 'gate' })(host, resolve) })
  const peer = await origin.peer(0)
  const received = await peer.until('\r\n\r\n')
  respond(peer)
  return { isHealthy: await result, received: received.replace(String(origin.port), 'PORT') }
}

const respond404 = (peer: RawPeer): void => { peer.write('HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n') }

t.test('any final response is healthy, a closed connection is not', async t => {
  t.equal((await probe(t, respond404)).isHealthy, true)
  t.equal((await probe(t, peer => { peer.socket.end() })).isHealthy, false)
  t.equal((await probe(t, peer => { peer.socket.end('HTTP/1.1 103 Early Hints\r\n\r\n') })).isHealthy, false)
})

t.test('a probe is a HEAD of the root with the Host of the failed request, or the endpoint\'s own', async t => {
  t.match((await probe(t, respond404, { host: 'a.test' })).received, /^HEAD \/ HTTP\/1\.1\r\nhost: a\.test\r\n[^]*User-Agent: gate\r\n/)
  for (const options of [{}, { host: 'a.test', hostHeader: 'upstream' }] as const) t.match((await probe(t, respond404, options)).received, /\r\nhost: 127\.0\.0\.1:PORT\r\n/)
})

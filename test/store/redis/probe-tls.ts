import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { probeTls } from '../../../src/store/redis/probe-tls.js'
import { freePort } from '../../fixtures/free-port.js'
import { makeCertificate } from '../../fixtures/make-certificate.js'
import { startTlsRedis } from '../../fixtures/start-tls-redis.js'

const HOST = '127.0.0.1'

t.test('finds failures of TLS verification on both sides', async t => {
  const ours = await makeCertificate('IP:127.0.0.1')
  const theirs = await makeCertificate('IP:127.0.0.1')
  const { port } = await startTlsRedis(t, theirs, { clientCa: ours.cert, args: ['--requirepass', 'unknown here'] })
  const tls = { ca: theirs.cert, cert: ours.cert, key: ours.key, serverName: undefined, insecure: false }
  const ask = async (given: Partial<typeof tls> | { cert: undefined, key: undefined, ca: undefined, serverName: string }, ports = [port]) =>
    await probeTls({ nodes: ports.map(port => ({ host: HOST, port })), connectTimeoutMs: 5000, tls: { ...tls, ...given } }).probe()

  t.equal(await ask({}), undefined)
  t.match(await ask({ ca: ours.cert }), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  t.match(await ask({ ca: ours.cert }, [await freePort(), port]), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'one of several servers')
  t.equal(await ask({ ca: ours.cert }, [await freePort()]), undefined, 'no server is there')
  t.equal(await ask({ key: theirs.key }), undefined, 'the key of another certificate')
  t.match(await ask({ cert: theirs.cert, key: theirs.key }), { code: /^ERR_SSL_TLSV1_ALERT_UNKNOWN_CA$/ }, 'refused by the server')
})

t.test('waits at most for the connect timeout, and ends when it is closed', async t => {
  const silent = createServer().listen(0, HOST)
  await once(silent, 'listening')
  t.teardown(() => { silent.close() })
  const { port } = silent.address() as AddressInfo
  const tls = { ca: undefined, cert: undefined, key: undefined, serverName: undefined, insecure: false }
  t.equal(await probeTls({ nodes: [{ host: HOST, port }], connectTimeoutMs: 50, tls }).probe(), undefined)
  const tlsProbe = probeTls({ nodes: [{ host: HOST, port }], connectTimeoutMs: 3_600_000, tls })
  const connected = once(silent, 'connection')
  const asked = tlsProbe.probe()
  await connected
  tlsProbe.close()
  t.equal(await asked, undefined)
})

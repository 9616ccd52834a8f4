import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { freePort } from '../../fixtures/free-port.js'
import { makeCertificate } from '../../fixtures/make-certificate.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startTlsRedis } from '../../fixtures/start-tls-redis.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const LONG_AGO = new Date('2020-01-01')
const session = { 'X-Stream-Session': 'ann' }
const [expired, valid] = await Promise.all([makeCertificate('IP:127.0.0.1', { notAfter: LONG_AGO }), makeCertificate('IP:127.0.0.1')])
const files = t.testdir({ 'both.pem': `${expired.cert}${valid.cert}`, 'expired.pem': expired.cert, 'valid.pem': valid.cert })

t.test('a Redis whose certificate has expired is away, and it is told why until it has a new one', async t => {
  const port = await freePort()
  const server = await startTlsRedis(t, expired, { port })
  const gate = await startGate({ flags: ['--redis-url', server.url, '--redis-ca-file', `${files}/both.pem`, '--redis-connect-timeout', '0.5'] })
  t.teardown(gate.stop)
  const { url, adminUrl } = gate.ready
  const count = async (code: string): Promise<number> => await readMetric(adminUrl, `streamgate_store_errors_total{operation="ping",code="${code}"}`)

  // What has not connected yet is not known to be refused: who asks first is told the same.
  await until(async () => {
    const answer = await fetch(`${url}/streams`, { headers: session })
    t.equal(answer.status, 503)
    t.match(await answer.json(), { errors: [{ code: 9 }] })
    return await readMetric(adminUrl, 'streamgate_store_available') === 0
  })
  await until(async () => await count('STORE_TLS_FAILED') > 0)
  const before = await count('STORE_TLS_FAILED')
  await until(async () => await count('STORE_TLS_FAILED') > before)
  t.match(gate.lines.join('\n'), /"certificate has expired"},"msg":"TLS verification with redis failed"/)
  t.match(gate.lines.join('\n'), /"storeLost".*"STORE_TLS_FAILED"/)
  t.equal(await readMetric(adminUrl, 'streamgate_certificate_expiry_timestamp_seconds{certificate="redis_ca"}'), LONG_AGO.getTime() / 1000)

  await server.stop()
  await startTlsRedis(t, valid, { port })
  await until(async () => (await fetch(`${url}/streams`, { headers: session })).status === 200)
  t.equal(await readMetric(adminUrl, 'streamgate_store_available'), 1)
})

t.test('an upstream whose certificate is refused is told from one that is not there, also by workers', async t => {
  const upstream = createServer(valid, (_, response) => { response.end('video') }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  t.teardown(() => { upstream.close() })
  const { port } = upstream.address() as AddressInfo
  const server = await startTlsRedis(t, valid)
  const gate = await startGate({
    flags: ['--workers', '2', '--upstream', `https://127.0.0.1:${port}`, '--upstream-ca-file', `${files}/expired.pem`, '--redis-url', server.url, '--redis-ca-file', `${files}/valid.pem`]
  })
  t.teardown(gate.stop)
  const { url, adminUrl } = gate.ready
  const { token } = await (await fetch(`${url}/streams`, { headers: session })).json() as { token: string }
  const answer = await fetch(`${url}/film`, { headers: { 'X-Stream-Token': token } })
  t.equal(answer.status, 502)
  t.match(await answer.json(), { errors: [{ code: 10 }] })
  await until(async () => await readMetric(adminUrl, 'streamgate_upstream_failures_total{code="UPSTREAM_TLS_FAILED"}') === 1)
  t.equal(await readMetric(adminUrl, 'streamgate_upstream_failures_total{code="UPSTREAM_UNREACHABLE"}'), 0)
  t.match(gate.lines.join('\n'), /"upstreamFailed".*"UPSTREAM_TLS_FAILED".*self-signed certificate/)
  t.equal(await readMetric(adminUrl, 'streamgate_certificate_expiry_timestamp_seconds{certificate="upstream_ca"}'), LONG_AGO.getTime() / 1000)
  t.ok(await readMetric(adminUrl, 'streamgate_certificate_expiry_timestamp_seconds{certificate="redis_ca"}') > Date.now() / 1000)
  await t.rejects(readMetric(adminUrl, 'streamgate_certificate_expiry_timestamp_seconds{certificate="redis_client"}'), 'none is configured')
})

import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { connectRedis } from '../../../src/store/redis/connect-redis.js'
import { EXPLAINS_MS, watchTlsFailures } from '../../../src/store/redis/watch-tls-failures.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { freePort } from '../../fixtures/free-port.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { makeCertificate } from '../../fixtures/make-certificate.js'
import { redisSettings } from '../../fixtures/redis-settings.js'
import { startTlsRedis } from '../../fixtures/start-tls-redis.js'
import { until } from '../../fixtures/until.js'

const unreachable = new Fault('STORE_UNREACHABLE', 'no answer')
// Node 24 appends a suggestion to the message.
const REFUSED = /^error: TLS verification with redis failed \(self-signed certificate/

for (const mode of ['single', 'sentinel', 'cluster'] as const) {
  t.test(`explains unavailability: ${mode}`, async t => {
    const server = await startTlsRedis(t, await makeCertificate('IP:127.0.0.1'), { args: ['--cluster-enabled', mode === 'cluster' ? 'yes' : 'no'] })
    const { tlsFailures, log, clock, closes } = watch(t, { mode, sentinelMaster: 'streams', port: server.port })
    await until(() => (tlsFailures.explain(unreachable) as Fault).code === 'STORE_TLS_FAILED')
    t.match(tlsFailures.explain(unreachable), { name: 'Fault', temporary: true, message: /self-signed certificate/, cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
    const refused = new Fault('STORE_REFUSED', 'full')
    t.equal(tlsFailures.explain(refused), refused, 'other faults are returned unchanged')
    // A sentinel's connection is not closed between its attempts.
    if (mode !== 'sentinel') await until(() => closes() >= 3)
    t.equal(log.lines.length, 1, 'logged once')
    t.match(log.lines[0], REFUSED)
    await server.stop()
    await until(() => {
      clock.advance(EXPLAINS_MS)
      return tlsFailures.explain(unreachable) === unreachable
    })
  })
}

t.test('explains nothing without a TLS failure, or after Redis has become ready', async t => {
  const port = await freePort()
  const { redis, tlsFailures, log, closes } = watch(t, { mode: 'single', port })
  await until(() => closes() >= 2)
  t.equal(tlsFailures.explain(unreachable), unreachable)
  t.same(log.lines, [])
  redis.emit('error', Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' }))
  t.match(tlsFailures.explain(unreachable), { code: 'STORE_TLS_FAILED' })
  redis.emit('ready')
  t.equal(tlsFailures.explain(unreachable), unreachable)
})

t.test('explains nothing without TLS', async t => {
  const { redis, tlsFailures } = watch(t, { mode: 'single', port: await freePort(), tls: undefined })
  redis.emit('error', Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' }))
  t.equal(tlsFailures.explain(unreachable), unreachable)
})

function watch (t: { teardown: (close: () => void) => void }, given: Parameters<typeof redisSettings>[0]) {
  const settings = redisSettings({ tls: { ca: undefined, cert: undefined, key: undefined, serverName: undefined, insecure: false }, ...given })
  const redis = connectRedis(settings)
  const log = collectLog()
  const clock = holdClock()
  const tlsFailures = watchTlsFailures({ redis, settings, clock, log })
  let closes = 0
  redis.on('close', () => { closes++ })
  // In the program there are other listeners: without any, ioredis would throw.
  redis.on('error', () => {})
  t.teardown(() => {
    redis.disconnect()
    tlsFailures.close()
  })
  return { redis, tlsFailures, log, clock, closes: () => closes }
}

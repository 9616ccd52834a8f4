import t from 'tap'
import { certificateExpiries } from '../../src/app/certificate-expiries.js'
import { OPTIONS } from '../fixtures/front-upstream.js'
import { makeCertificate } from '../fixtures/make-certificate.js'
import { redisSettings } from '../fixtures/redis-settings.js'

const NO_TLS = { ca: undefined, cert: undefined, key: undefined, serverName: undefined, insecure: false }
const upstreamWith = (tls: Partial<typeof NO_TLS> | { ca?: string, cert?: string }) => ({ ...OPTIONS, tls: { ...NO_TLS, ...tls } })

t.test('tells when each certificate ends', async t => {
  const [early, late] = await Promise.all(['2031-05-06T07:08:09Z', '2060-01-02T03:04:05Z'].map(async end => (await makeCertificate('DNS:a.test', { notAfter: new Date(end) })).cert)) as [string, string]
  const EARLY_SECONDS = Date.UTC(2031, 4, 6, 7, 8, 9) / 1000
  const LATE_SECONDS = Date.UTC(2060, 0, 2, 3, 4, 5) / 1000
  t.same(certificateExpiries({
    upstream: upstreamWith({ ca: early, cert: late }),
    redis: redisSettings({ tls: { ...NO_TLS, ca: late, cert: early } })
  }), { upstream_ca: EARLY_SECONDS, upstream_client: LATE_SECONDS, redis_ca: LATE_SECONDS, redis_client: EARLY_SECONDS })
  t.same(certificateExpiries({ upstream: upstreamWith({ ca: `of ours\n${late}\n${early}${late}` }), redis: undefined }), { upstream_ca: EARLY_SECONDS }, 'of several the first')
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  t.same(certificateExpiries({ upstream: upstreamWith({ ca: broken + late, cert: broken }), redis: undefined }), { upstream_ca: LATE_SECONDS }, 'what is none has no end')
})

t.test('tells nothing of certificates that are not configured', async t => {
  t.same(certificateExpiries({ upstream: undefined, redis: undefined }), {})
  t.same(certificateExpiries({ upstream: OPTIONS, redis: redisSettings() }), {})
})

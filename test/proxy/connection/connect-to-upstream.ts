import t from 'tap'
import { findAddress, serverNameOf } from '../../../src/proxy/connection/connect-to-upstream.js'
import { OPTIONS } from '../../fixtures/front-upstream.js'

t.test('SNI holds the configured name, or the host unless it is an IP address', async t => {
  const address = { protocol: 'https:', port: 443, socketPath: undefined } as const
  t.equal(serverNameOf({ ...address, host: 'a.test' }, OPTIONS.tls), 'a.test')
  for (const host of ['192.0.2.1', '2001:db8::1']) t.equal(serverNameOf({ ...address, host }, OPTIONS.tls), '')
  t.equal(serverNameOf({ ...address, host: '192.0.2.1' }, { ...OPTIONS.tls, serverName: 'b.test' }), 'b.test')
})

t.test('one address delays the next one by at most half of the connect timeout', async t => {
  for (const [connectTimeoutMs, attemptMs] of [[5000, 250], [100, 50], [10, 10]] as const) {
    t.same(findAddress({ connectTimeoutMs }, undefined), { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: attemptMs })
  }
})

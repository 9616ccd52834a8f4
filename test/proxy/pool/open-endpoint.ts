import t from 'tap'
import { openEndpoint } from '../../../src/proxy/pool/open-endpoint.js'
import { OPTIONS } from '../../fixtures/front-upstream.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('ejections and readmissions are reported with the URL of the endpoint', async t => {
  for (const [address, name, servername] of [
    [{ protocol: 'http:', host: 'a.test', port: 80, socketPath: undefined }, 'http://a.test:80', 'a.test'],
    [{ protocol: 'https:', host: '2001:db8::1', port: 8443, socketPath: undefined }, 'https://[2001:db8::1]:8443', '2001:db8::1'],
    [{ protocol: 'http:', host: 'a.test', port: 80, socketPath: '/run/a.sock' }, 'unix:/run/a.sock', 'a.test']
  ] as const) {
    const reported: string[] = []
    const endpoint = openEndpoint({
      address,
      upstream: { ...OPTIONS, maxFailures: 1 },
      lookup: undefined,
      closedBeforeResponse: new WeakMap(),
      headFlusher: { connected: () => {} },
      clock: holdClock(),
      observe: { ejected: upstream => { reported.push(`ejected ${upstream}`) }, readmitted: upstream => { reported.push(`readmitted ${upstream}`) } },
      onHealthChange: () => { reported.push(endpoint.health.isEjected ? 'changed: ejected' : 'changed: healthy') }
    })
    endpoint.health.failed(new Error('refused'), undefined)
    endpoint.health.succeeded()
    t.same(reported, [`ejected ${name}`, 'changed: ejected', `readmitted ${name}`, 'changed: healthy'])
    t.equal(endpoint.servername, servername)
    await endpoint.pool.destroy()
  }
})

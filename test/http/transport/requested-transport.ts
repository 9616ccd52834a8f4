import t from 'tap'
import { requestedTransport } from '../../../src/http/transport/requested-transport.js'

const all = requestedTransport({ path: true, query: 'st', cookie: { name: 'st' } })
const none = requestedTransport({ path: false, query: undefined, cookie: undefined })

t.test('the header is the default', async t => {
  for (const target of ['/streams', '/streams?x=y', '/streams?transport=header']) t.equal(none(target), 'header')
})

t.test('other transports must be enabled', async t => {
  for (const transport of ['path', 'query', 'cookie']) {
    t.equal(all(`/streams?x&transport=${transport}`), transport)
    t.match(none(`/streams?transport=${transport}`), { refused: 'malformed', detail: /not enabled: .* --token-transport/ })
  }
})

t.test('anything else is refused', async t => {
  for (const query of ['transport=', 'transport=Cookie', 'transport=toString', 'transport=path&transport=path']) t.match(all(`/streams?${query}`), { refused: 'malformed' }, query)
})

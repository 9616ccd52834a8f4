import t from 'tap'
import { requestedTransport } from '../../../src/http/transport/requested-transport.js'

const all = requestedTransport({ path: true, query: 'st', cookie: { name: 'st' } })
const none = requestedTransport({ path: false, query: undefined, cookie: undefined })

t.test('the header needs no asking for', async t => {
  for (const target of ['/streams', '/streams?x=y', '/streams?transport=header']) t.equal(none(target), 'header')
})

t.test('others are what the gate takes', async t => {
  for (const transport of ['path', 'query', 'cookie']) {
    t.equal(all(`/streams?x&transport=${transport}`), transport)
    t.match(none(`/streams?transport=${transport}`), { refused: 'malformed', detail: /takes no tokens by .* --token-transport/ })
  }
})

t.test('anything else is refused', async t => {
  for (const query of ['transport=', 'transport=Cookie', 'transport=toString', 'transport=path&transport=path']) t.match(all(`/streams?${query}`), { refused: 'malformed' }, query)
})

import t from 'tap'
import { route } from '../../../src/http/request/route.js'

const routed = route({ healthPath: '/', streamsPath: '/streams', publicPaths: ['/poster.jpg', '/a%20b'], upstream: true })

t.test('the gate\'s own paths match exactly', t => {
  t.equal(routed('GET', '/streams'), 'streams')
  t.equal(routed('BREW', '/streams'), 'streams')
  t.equal(routed('GET', '/'), 'health')
  t.equal(routed('HEAD', '/'), 'health')
  t.end()
})

t.test('every other spelling of our paths is gated', t => {
  const others = ['//', '/.', '/..', '/./', '/index.html', '/streams/', '//streams', '/streams//', '/STREAMS', '/Streams', '/streams;x', '/streams/..',
    '/streams/../film.mp4', '/./streams', '/x/../streams', '/%73treams', '/streams%2f', '/streams%2F..', '/streams%00', '/streams\\..', '/streams#x', '/%2e', '/%2e%2e/']
  for (const path of others) t.equal(routed('GET', path), 'gated', path)
  t.end()
})

t.test('only GET and HEAD reach the health check', t => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) t.equal(routed(method, '/'), 'gated', method)
  t.end()
})

t.test('a public path matches byte for byte, and nothing below or beside it does', t => {
  t.equal(routed('GET', '/poster.jpg'), 'public')
  t.equal(routed('GET', '/a%20b'), 'public')
  const others = ['/poster.jpg/', '/poster.jpg/..', '/poster.jpg/../film.mp4', '/poster.jp%67', '/POSTER.jpg', '/poster.jpg;', '/poster.jpg%00', '//poster.jpg', '/./poster.jpg', '/a b']
  for (const path of others) t.equal(routed('GET', path), 'gated', path)
  t.end()
})

t.test('property names of every object are ordinary paths', t => {
  for (const path of ['__proto__', '/constructor', '/hasOwnProperty']) t.equal(routed('GET', path), 'gated', path)
  t.end()
})

t.test('without an upstream only the gate\'s own paths exist', t => {
  const alone = route({ healthPath: '/healthz', streamsPath: '/tokens', publicPaths: ['/poster.jpg'], upstream: false })
  t.equal(alone('GET', '/tokens'), 'streams')
  t.equal(alone('GET', '/healthz'), 'health')
  for (const path of ['/', '/streams', '/poster.jpg', '/film.mp4']) t.equal(alone('GET', path), 'not-found', path)
  t.end()
})

import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { openCors } from '../../../src/http/cors/cors.js'
import { composeResponseHeaders } from '../../../src/http/gate/compose-response-headers.js'

const request = { headers: { origin: 'https://page.example' } } as unknown as IncomingMessage

t.test('without CORS and without a token in the URL nothing is added', async t => {
  t.equal(composeResponseHeaders(undefined)(request, false), undefined)
})

t.test('a token in the URL adds Referrer-Policy and replaces that of the upstream', async t => {
  const { headers, replaced } = composeResponseHeaders(undefined)(request, true)!
  t.same(headers, ['Referrer-Policy', 'no-referrer'])
  t.same([...replaced], ['referrer-policy'])
})

t.test('CORS headers replace those of the upstream', async t => {
  const compose = composeResponseHeaders(openCors({ origins: ['https://page.example'], maxAgeSeconds: 1 }))
  for (const isTokenInUrl of [false, true]) {
    const { headers, replaced } = compose(request, isTokenInUrl)!
    t.same(headers.slice(0, 2), ['Access-Control-Allow-Origin', 'https://page.example'])
    t.ok(replaced.has('access-control-allow-origin'))
    t.equal(headers.includes('Referrer-Policy'), isTokenInUrl)
    t.equal(replaced.has('referrer-policy'), isTokenInUrl)
  }
})

import { createServer, IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { forwardEarlyHints } from '../../../src/proxy/headers/forward-early-hints.js'
import { connectRaw } from '../../fixtures/raw-peer.js'

t.test('valid links are forwarded, malformed ones and other headers are not', async t => {
  const server = createServer((_request, response) => {
    forwardEarlyHints(response, ['Link', '</a.css>; rel=preload; as="style", </b,c>;crossorigin', 'X', '1', 'link', 'nonsense, <d>;rel=next', 'LINK', '<\xe9>'])
    forwardEarlyHints(response, ['Link', 'nonsense'])
    response.end('over')
  }).listen(0, '127.0.0.1')
  t.teardown(() => { server.close() })
  await new Promise(resolve => server.once('listening', resolve))
  const client = await connectRaw((server.address() as { port: number }).port)
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  t.match(await client.untilClosed(), /^HTTP\/1.1 103 Early Hints\r\nLink: <\/a.css>; rel=preload; as="style", <\/b,c>;crossorigin, <d>;rel=next\r\n\r\nHTTP\/1.1 200 /)
})

t.test('no value throws', async () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  const part = fc.constantFrom('<', '>', '</a>', ';', '; ', 'rel', '=', '"', 'x y', ',', ', ', '\xe9', '*', ' ', '\t', 'a"b', '"a;b"')
  fc.assert(fc.property(fc.array(part, { maxLength: 12 }), parts => { forwardEarlyHints(response, ['Link', '</a>' + parts.join('')]) }), { numRuns: 5000 })
})

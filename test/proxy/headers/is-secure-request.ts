import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { isSecureRequest } from '../../../src/proxy/headers/is-secure-request.js'

async function ask (t: Test, trustedProxies: string[], headers: Record<string, string>): Promise<boolean> {
  const isEncrypted = isSecureRequest(trustedProxies)
  const seen: boolean[] = []
  const server = createServer((request: IncomingMessage, response) => {
    seen.push(isEncrypted(request))
    response.end()
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { server.close() })
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { headers: { ...headers, Connection: 'close' } })).text()
  return seen[0] === true
}

t.test('the first X-Forwarded-Proto of a trusted proxy decides', async t => {
  t.equal(await ask(t, ['127.0.0.1'], { 'X-Forwarded-Proto': 'HTTPS, http' }), true)
  t.equal(await ask(t, ['127.0.0.1'], { 'X-Forwarded-Proto': 'http, https' }), false)
  t.equal(await ask(t, ['127.0.0.1'], {}), false)
})

t.test('X-Forwarded-Proto of other peers is ignored', async t => {
  t.equal(await ask(t, ['10.0.0.0/8'], { 'X-Forwarded-Proto': 'https' }), false)
})

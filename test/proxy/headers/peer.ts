import { Socket } from 'node:net'
import t from 'tap'
import { recognisePeer } from '../../../src/proxy/headers/peer.js'

/** A socket with these addresses: no machine has all of them. */
function socketFrom (remoteAddress: string | undefined, encrypted = false): Socket {
  return Object.defineProperties(new Socket(), {
    remoteAddress: { value: remoteAddress },
    localPort: { value: 8080 },
    ...(encrypted && { encrypted: { value: true } })
  })
}

const peerOf = recognisePeer(['192.0.2.7', '10.0.0.0/8', '2001:db8::/32', '::1'])

t.test('addresses and ranges are trusted, in either family', async t => {
  for (const [address, seen, trusted] of [
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.8', '192.0.2.8', false],
    ['10.255.0.1', '10.255.0.1', true],
    ['::ffff:10.1.2.3', '10.1.2.3', true],
    ['::ffff:11.1.2.3', '11.1.2.3', false],
    ['2001:db8::1', '2001:db8::1', true],
    ['2001:db9::1', '2001:db9::1', false],
    ['fe80::1%eth0', 'fe80::1', false],
    ['::1', '::1', true],
    [undefined, 'unknown', false]
  ] as const) {
    t.same(peerOf(socketFrom(address)), { address: seen, trusted, port: 8080, isSecure: false }, address ?? 'none')
  }
})

t.test('no peer is trusted by default', async t => {
  t.equal(recognisePeer([])(socketFrom('127.0.0.1')).trusted, false)
})

t.test('the peer of a connection is computed once', async t => {
  const socket = socketFrom('10.0.0.1', true)
  t.equal(peerOf(socket), peerOf(socket))
  t.equal(peerOf(socket).isSecure, true)
})

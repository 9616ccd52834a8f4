import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { PREREAD_MAX_BYTES, PrereadBytes } from '../../../src/proxy/websocket/preread-bytes.js'
import { connectRaw } from '../../fixtures/raw-peer.js'
import { until } from '../../fixtures/until.js'

/** A client, and the other end of its connection. */
async function pair (t: Test) {
  const server = createServer({ allowHalfOpen: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const client = await connectRaw((server.address() as AddressInfo).port)
  const [socket] = await accepted as [Socket]
  socket.on('error', () => {})
  t.teardown(() => { client.socket.destroy(); socket.destroy(); server.close() })
  return { client, socket }
}

t.test('what was sent ahead is there for the next reader, in its order', async t => {
  const { client, socket } = await pair(t)
  const preread = new PrereadBytes(socket, Buffer.from('one '))
  client.write('two ')
  await until(() => socket.bytesRead === 4)
  preread.unread()
  t.ok(socket.isPaused())
  client.write('three')
  let read = ''
  socket.on('data', piece => { read += piece.toString() }).resume()
  await until(() => read === 'one two three')
})

t.test('a client that leaves is seen, in whatever way', async t => {
  for (const leaves of ['end', 'resetAndDestroy'] as const) {
    const { client, socket } = await pair(t)
    const preread = new PrereadBytes(socket, Buffer.from('one'))
    const left = new Promise(resolve => socket.once('end', resolve).once('close', resolve))
    client.write('two')
    await until(() => socket.bytesRead === 3)
    client.socket[leaves]()
    await left
    preread.discard()
  }
})

t.test('a client that sends very much has to wait, and nothing of it is lost', async t => {
  const { client, socket } = await pair(t)
  const preread = new PrereadBytes(socket, Buffer.alloc(0))
  const all = Buffer.alloc(PREREAD_MAX_BYTES * 4, 'x')
  client.write(all)
  await until(() => socket.isPaused())
  preread.unread()
  let bytes = 0
  socket.on('data', piece => { bytes += piece.length }).resume()
  await until(() => bytes === all.length)
})

t.test('what is dropped is read by nobody, nor what follows', async t => {
  const { client, socket } = await pair(t)
  const preread = new PrereadBytes(socket, Buffer.from('one'))
  preread.discard()
  client.write('two')
  client.socket.end()
  await once(socket, 'end')
  t.equal(socket.readableLength, 0)
})

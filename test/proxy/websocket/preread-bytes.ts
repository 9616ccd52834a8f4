import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { PREREAD_MAX_BYTES, PrereadBytes } from '../../../src/proxy/websocket/preread-bytes.js'
import { connectRaw } from '../../fixtures/raw-peer.js'
import { until } from '../../fixtures/until.js'

/** A client, and the other end of its connection. */
async function connect (t: Test) {
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

t.test('preread bytes are available to the next reader, in order', async t => {
  const { client, socket } = await connect(t)
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

t.test('a client that disconnects is noticed, by an end or a reset', async t => {
  for (const leaves of ['end', 'resetAndDestroy'] as const) {
    const { client, socket } = await connect(t)
    const preread = new PrereadBytes(socket, Buffer.from('one'))
    const left = new Promise(resolve => socket.once('end', resolve).once('close', resolve))
    client.write('two')
    await until(() => socket.bytesRead === 3)
    client.socket[leaves]()
    await left
    preread.discard()
  }
})

t.test('a client that sends many bytes is paused, and no byte is lost', async t => {
  const { client, socket } = await connect(t)
  const preread = new PrereadBytes(socket, Buffer.alloc(0))
  const all = Buffer.alloc(PREREAD_MAX_BYTES * 4, 'x')
  client.write(all)
  await until(() => socket.isPaused())
  preread.unread()
  let bytes = 0
  socket.on('data', piece => { bytes += piece.length }).resume()
  await until(() => bytes === all.length)
})

t.test('discarded bytes, and those that follow, are not read', async t => {
  const { client, socket } = await connect(t)
  const preread = new PrereadBytes(socket, Buffer.from('one'))
  preread.discard()
  client.write('two')
  client.socket.end()
  await once(socket, 'end')
  t.equal(socket.readableLength, 0)
})

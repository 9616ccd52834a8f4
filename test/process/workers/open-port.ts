import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { openPort } from '../../../src/process/workers/open-port.js'
import { connectRaw } from '../../fixtures/connect-raw.js'
import { until } from '../../fixtures/until.js'

async function open (t: Test, port = 0) {
  const sockets: Socket[] = []
  const opened = await openPort({ host: '127.0.0.1', port, onConnection: socket => { sockets.push(socket) }, onFault: error => { t.error(error) } })
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    await opened.close()
  })
  return { ...opened, sockets }
}

t.test('it says where it is, and reads nothing from those who connect', async t => {
  const { at, sockets } = await open(t)
  t.equal(at.host, '127.0.0.1')
  const raw = await connectRaw(at.port)
  await raw.send('GET / HTTP/1.1\r\n')
  const socket = await until(() => sockets[0])
  t.ok(socket.isPaused())
  socket.resume()
  const [data] = await once(socket, 'data') as [Buffer]
  t.equal(data.toString(), 'GET / HTTP/1.1\r\n')
  raw.socket.destroy()
})

t.test('a port that is taken cannot be had', async t => {
  const { at } = await open(t)
  await t.rejects(open(t, at.port), { code: 'EADDRINUSE' })
})

t.test('closing it tells of those who have connected already', async t => {
  const { at, sockets, close } = await open(t)
  const clients = Array.from({ length: 5 }, () => connect(at.port, at.host))
  await Promise.all(clients.map(async client => await once(client, 'connect')))
  await close()
  t.equal(sockets.length, 5)
  await t.rejects(connectRaw(at.port), { code: 'ECONNREFUSED' })
  for (const client of clients) client.destroy()
})

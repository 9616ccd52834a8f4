import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { acceptBacklog } from '../../../src/http/listener/accept-backlog.js'

async function listen (t: Test, count: number) {
  let came = 0
  const server = createServer(socket => {
    came++
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const clients = Array.from({ length: count }, () => connect(port, '127.0.0.1'))
  await Promise.all(clients.map(async client => await once(client, 'connect')))
  t.teardown(() => {
    for (const client of clients) client.destroy()
    server.close()
  })
  return { server, came: () => came }
}

t.test('the server has seen all connections of the backlog', async t => {
  const { server, came } = await listen(t, 40)
  await acceptBacklog(server)
  t.equal(came(), 40)
  t.equal(server.listenerCount('connection'), 1, 'its listener is removed')
})

t.test('with an empty backlog it does not wait', async t => {
  const { server, came } = await listen(t, 0)
  await acceptBacklog(server)
  t.equal(came(), 0)
})

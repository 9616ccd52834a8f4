import { connect } from 'node:net'
import { once } from 'node:events'
import t from 'tap'
import { startFilm } from './fixtures/start-film.js'
import { startGate } from './fixtures/start-gate.js'
import { acquireToken } from './fixtures/streams-client.js'
import { until } from './fixtures/until.js'

const film = await startFilm()
t.teardown(film.stop)
const flags = ['--upstream', film.url, '--log-level', 'info']

async function isRefused (url: string): Promise<boolean> {
  return await fetch(url).then(() => false, () => true)
}

t.test('SIGTERM lets a download finish, takes no new connection, and ends with 0', async t => {
  const gate = await startGate({ flags })
  const { url, adminUrl } = gate.ready
  const token = await acquireToken(url, 'alice')
  const bytes = 8 * 1024 * 1024
  // A client that has taken the head and rests: the download is in the middle when the signal comes.
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.write(`GET /${bytes} HTTP/1.1\r\nHost: film\r\nX-Stream-Token: ${token}\r\n\r\n`)
  await once(socket, 'readable')

  gate.signal('SIGTERM')
  await until(async () => await isRefused(url))
  t.equal((await fetch(`${adminUrl}/readyz`)).status, 503, 'it is not ready any more')
  let received = 0
  for await (const piece of socket) received += (piece as Buffer).length
  t.ok(received > bytes, 'head and body came whole')
  t.equal(await gate.ended, 0)
})

t.test('a second signal ends it at once', async t => {
  const gate = await startGate({ flags })
  const { url } = gate.ready
  const token = await acquireToken(url, 'bob')
  const response = await fetch(`${url}/for-ever`, { headers: { 'X-Stream-Token': token } })
  gate.signal('SIGTERM')
  await until(async () => await isRefused(url))
  gate.signal('SIGTERM')
  t.equal(await gate.ended, 1)
  await t.rejects(response.arrayBuffer(), 'what ran is visibly cut short')
})

t.test('an idle gate ends at once on SIGINT, too', async t => {
  const gate = await startGate({ flags })
  await fetch(gate.ready.url)
  gate.signal('SIGINT')
  t.equal(await gate.ended, 0)
})

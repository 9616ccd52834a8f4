import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import { connectRaw } from '../../fixtures/connect-raw.js'
import { startRawOrigin } from '../../fixtures/raw-origin.js'
import { readMetric } from '../../fixtures/read-metric.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startVideoUpstream } from '../../fixtures/start-video-upstream.js'
import { acquireToken } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'
import { watchVideo } from '../../fixtures/watch-video.js'

t.setTimeout(300_000)

const STALL_SECONDS = 2
const STALLED = 'streamgate_clients_aborted_total{reason="stalled"}'
const BODY_PAUSED = 'streamgate_clients_aborted_total{reason="body_paused"}'
const video = await startVideoUpstream()
t.teardown(video.stop)
const flags = ['--expiry', '600', '--stall-timeout', String(STALL_SECONDS), '--body-timeout', '1', '--log-level', 'info']
const gate = await startGate({ flags: ['--upstream', video.url, '--public', '/for-ever', ...flags] })
t.teardown(gate.stop)
const { url, adminUrl } = gate.ready

t.test('a client that stops reading is aborted together with its upstream request, on gated and public paths', async t => {
  const token = await acquireToken(url, 'stalled')
  for (const path of [`/${1024 ** 4}`, '/for-ever']) {
    const cutBefore = await readMetric(adminUrl, STALLED)
    const watching = await watchVideo(url, path, { token, bytesPerSecond: 1024 ** 2 })
    t.equal(watching.status, 200)
    watching.stall()
    await until(() => video.running() === 0)
    t.equal(await readMetric(adminUrl, STALLED), cutBefore + 1)
    t.equal(await readMetric(adminUrl, 'streamgate_requests_in_flight'), 0)
    watching.leave()
  }
})

t.test('a slow reader is not aborted', { skip: process.platform === 'linux' ? false : 'only Linux tells' }, async t => {
  // Its kernel takes bytes over in steps of 11 s, which is longer than the time; acknowledgements come sooner.
  const lenient = await startGate({ flags: ['--upstream', video.url, '--public', '/for-ever', '--stall-timeout', '8', '--log-level', 'info'] })
  t.teardown(lenient.stop)
  const watching = await watchVideo(lenient.ready.url, '/for-ever', { token: '', bytesPerSecond: 128 * 1024 })
  await wait(24_000)
  t.equal(watching.isOver(), false)
  t.equal(await readMetric(lenient.ready.adminUrl, STALLED), 0)
  watching.leave()
})

t.test('a WebSocket is aborted when its client does not read pending data, but not when idle', async t => {
  const upstream = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  t.teardown(() => { upstream.close() })
  await once(upstream, 'listening')
  const live = await startGate({ flags: ['--upstream', `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, ...flags] })
  t.teardown(live.stop)
  const token = await acquireToken(live.ready.url, 'socket')
  const idle = new WebSocket(live.ready.url.replace('http', 'ws') + '/live', { headers: { 'X-Stream-Token': token } })
  await once(idle, 'open')

  upstream.on('connection', socket => {
    const talk = (): void => { socket.send(Buffer.alloc(1024 ** 2), error => { if (!(error instanceof Error)) talk() }) }
    talk()
  })
  const deaf = await connectRaw(Number(new URL(live.ready.url).port))
  deaf.socket.pause()
  await deaf.send(`GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nX-Stream-Token: ${token}\r\n\r\n`)
  await until(() => upstream.clients.size === 2)
  await until(() => upstream.clients.size === 1)
  t.equal(await readMetric(live.ready.adminUrl, STALLED), 1)
  deaf.socket.destroy()

  t.equal(idle.readyState, WebSocket.OPEN, 'it has been idle for longer than that')
  idle.terminate()
})

t.test('a client that stops during an upload is aborted, a slow one is not', async t => {
  const origin = await startRawOrigin()
  t.teardown(origin.stop)
  const uploads = await startGate({ flags: ['--upstream', `http://127.0.0.1:${origin.port}`, '--public', '/up', ...flags] })
  t.teardown(uploads.stop)
  const port = Number(new URL(uploads.ready.url).port)
  const [pausing, slow] = [await connectRaw(port), await connectRaw(port)]
  for (const raw of [pausing, slow]) await raw.send('POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1')
  for (let i = 0; i < 9; i++) {
    await wait(300)
    await slow.send('2')
  }
  await pausing.closed()
  t.equal(await readMetric(uploads.ready.adminUrl, BODY_PAUSED), 1)
  const whole = await until(() => origin.peers.find(({ received }) => received.endsWith('1222222222')))
  whole.write('HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok')
  t.match(await slow.receive(/ok$/), / 201 /)
  slow.socket.destroy()
  await until(() => origin.peers.filter(({ closed }) => !closed).length <= 1)
})

t.test('a client that waits for a slow upstream during an upload is not aborted', async t => {
  const origin = await startRawOrigin({ onPeer: peer => { peer.socket.pause() } })
  t.teardown(origin.stop)
  const uploads = await startGate({ flags: ['--upstream', `http://127.0.0.1:${origin.port}`, '--public', '/up', ...flags] })
  t.teardown(uploads.stop)
  const raw = await connectRaw(Number(new URL(uploads.ready.url).port))
  const bytes = 64 * 1024 ** 2
  raw.send(`POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`).catch(t.threw)
  raw.send(Buffer.alloc(bytes, 'u')).catch(t.threw)
  const peer = await origin.peer(0)
  await wait(3000)
  t.notOk(raw.socket.closed)
  peer.socket.resume()
  await until(() => peer.received.length > bytes)
  peer.write('HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok')
  t.match(await raw.receive(/ok$/), / 201 /)
  raw.socket.destroy()
})

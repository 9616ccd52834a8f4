import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import { startGate } from '../fixtures/start-gate.js'
import { startRedis } from '../fixtures/start-redis.js'
import { startVideoUpstream } from '../fixtures/start-video-upstream.js'
import { acquireToken, callStreams } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'
import { watchVideo } from '../fixtures/watch-video.js'

t.setTimeout(300_000)

const EXPIRY_SECONDS = 8
const redis = await startRedis()
t.teardown(redis.stop)
const video = await startVideoUpstream()
t.teardown(video.stop)
const flags = ['--upstream', video.url, '--redis-url', redis.url, '--redis-command-timeout', '10', '--expiry', String(EXPIRY_SECONDS)]
const [gate, other] = await Promise.all([startGate({ flags }), startGate({ flags })])
t.teardown(gate.stop)
t.teardown(other.stop)
const { url } = gate.ready

t.test('a video over one request outlives its expiry while it is read, and ends when it is released', async t => {
  const token = await acquireToken(url, 'reader')
  const watching = await watchVideo(url, '/for-ever', { token, bytesPerSecond: 1024 * 1024 })
  t.equal(watching.status, 200)
  await wait(EXPIRY_SECONDS * 2.5 * 1000)
  t.equal(watching.isOver(), false, 'it plays on after two expiries')
  t.equal((await callStreams(url, { session: 'reader', token, method: 'DELETE' })).status, 204)
  await watching.over
  await until(() => video.running() === 0)
})

t.test('a slow reader keeps its stream by what its side acknowledges', { skip: process.platform === 'linux' ? false : 'only Linux tells' }, async t => {
  // Its kernel takes bytes over in steps of 11 s, which is longer than this expiry; acknowledgements come sooner.
  const lenient = await startGate({ flags: ['--upstream', video.url, '--expiry', '9', '--log-level', 'info'] })
  t.teardown(lenient.stop)
  const token = await acquireToken(lenient.ready.url, 'slow')
  const watching = await watchVideo(lenient.ready.url, '/for-ever', { token, bytesPerSecond: 128 * 1024 })
  await wait(24_000)
  t.equal(watching.isOver(), false)
  watching.leave()
})

t.test('a client that stops reading loses its stream at the expiry and its response with it', async t => {
  const token = await acquireToken(url, 'stalled')
  const watching = await watchVideo(url, '/for-ever', { token, bytesPerSecond: 1024 * 1024 })
  watching.stall()
  await until(() => video.running() === 0)
  t.equal((await callStreams(url, { session: 'stalled', token })).code, 3)
  watching.leave()
})

t.test('a release at one gate cuts what runs at another', async t => {
  const token = await acquireToken(url, 'moving')
  const watching = await watchVideo(other.ready.url, '/for-ever', { token, bytesPerSecond: 1024 * 1024 })
  await callStreams(url, { session: 'moving', token, method: 'DELETE' })
  await watching.over
  const again = await watchVideo(other.ready.url, '/1024', { token, bytesPerSecond: 1024 * 1024 })
  t.equal(again.status, 401)
  again.leave()
})

t.test('a renewal at one gate keeps what runs at another, though its client rests', async t => {
  const token = await acquireToken(url, 'resting')
  const watching = await watchVideo(other.ready.url, '/for-ever', { token, bytesPerSecond: 1024 * 1024 })
  watching.stall()
  for (let seconds = 0; seconds < EXPIRY_SECONDS * 2; seconds++) {
    await wait(1000)
    t.equal((await callStreams(url, { session: 'resting', token })).status, 200)
  }
  t.equal(video.running(), 1)
  await callStreams(url, { session: 'resting', token, method: 'DELETE' })
  await until(() => video.running() === 0)
  watching.leave()
})

t.test('a WebSocket lives by its traffic and is cut by the release', async t => {
  const upstream = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  upstream.on('connection', socket => { socket.on('message', data => { socket.send(data) }) })
  t.teardown(() => { upstream.close() })
  await new Promise(resolve => upstream.once('listening', resolve))
  const port = (upstream.address() as AddressInfo).port
  const wsGate = await startGate({ flags: ['--upstream', `http://127.0.0.1:${port}`, '--redis-url', redis.url, '--expiry', String(EXPIRY_SECONDS)] })
  t.teardown(wsGate.stop)
  const token = await acquireToken(url, 'socket')
  const socket = new WebSocket(wsGate.ready.url.replace('http', 'ws') + '/live', { headers: { 'X-Stream-Token': token } })
  let echoes = 0
  socket.on('message', () => { echoes++ })
  socket.on('error', () => {})
  await new Promise(resolve => socket.once('open', resolve))
  const talking = setInterval(() => { if (socket.readyState === WebSocket.OPEN) socket.send('still here') }, 200)
  t.teardown(() => { clearInterval(talking) })
  await wait(EXPIRY_SECONDS * 2 * 1000)
  t.equal(socket.readyState, WebSocket.OPEN)
  t.ok(echoes > 0)
  const closed = new Promise(resolve => socket.once('close', resolve))
  await callStreams(url, { session: 'socket', token, method: 'DELETE' })
  await closed
  await until(() => upstream.clients.size === 0)
})

t.test('2 GiB for a client that reads 1 MiB/s take no more memory than a segment', async t => {
  const quiet = await startGate({ flags: ['--upstream', video.url, '--log-level', 'info'] })
  t.teardown(quiet.stop)
  const token = await acquireToken(quiet.ready.url, 'patient')
  const watching = await watchVideo(quiet.ready.url, `/${2 * 1024 ** 3}`, { token, bytesPerSecond: 1024 * 1024 })
  let peakMiB = 0
  for (let look = 0; look < 20; look++) {
    await wait(500)
    const metrics = await (await fetch(`${quiet.ready.adminUrl}/metrics`)).text()
    peakMiB = Math.max(peakMiB, Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1024 ** 2)
  }
  t.equal(watching.isOver(), false)
  t.ok(watching.takenBytes() > 5 * 1024 ** 2, 'it was reading')
  t.ok(peakMiB > 0 && peakMiB < 300, `the process stays under 300 MiB: ${peakMiB.toFixed(0)} MiB`)
  watching.leave()
})

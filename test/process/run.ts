import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import { freePort } from '../fixtures/free-port.js'
import { startGate } from '../fixtures/start-gate.js'
import { startProcess } from '../fixtures/start-process.js'
import { startVideoUpstream } from '../fixtures/start-video-upstream.js'
import { acquireToken } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'

t.setTimeout(300_000)

const video = await startVideoUpstream()
t.teardown(video.stop)
const flags = ['--upstream', video.url, '--log-level', 'info']

async function isRefused (url: string): Promise<boolean> {
  return await fetch(url).then(() => false, () => true)
}

t.test('on SIGTERM downloads finish, new connections are refused, and the process exits with 0', async t => {
  const gate = await startGate({ flags })
  const { url, adminUrl } = gate.ready
  const token = await acquireToken(url, 'alice')
  const bytes = 8 * 1024 * 1024
  // The client reads the head and pauses, so that the download is in progress when the signal arrives.
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.write(`GET /${bytes} HTTP/1.1\r\nHost: video\r\nX-Stream-Token: ${token}\r\n\r\n`)
  await once(socket, 'readable')

  gate.signal('SIGTERM')
  await until(async () => await isRefused(url))
  t.equal((await fetch(`${adminUrl}/readyz`)).status, 503, 'it is not ready any more')
  let received = 0
  for await (const piece of socket) received += (piece as Buffer).length
  t.ok(received > bytes, 'head and body came whole')
  t.equal(await gate.ended, 0)
  t.match(gate.lines.slice(-2).map(line => JSON.parse(line) as object), [{ event: 'draining', signal: 'SIGTERM' }, { event: 'stopped', aborted: 0 }])
})

t.test('responses that exceed the grace are aborted, and the process still exits with 0', async t => {
  const gate = await startGate({ flags: [...flags, '--drain-grace', '0.2'] })
  const { url } = gate.ready
  const response = await fetch(`${url}/for-ever`, { headers: { 'X-Stream-Token': await acquireToken(url, 'bob') } })
  gate.signal('SIGTERM')
  await t.rejects(response.arrayBuffer(), 'the client sees that the response is incomplete')
  t.equal(await gate.ended, 0)
  t.match(gate.lines.map(line => JSON.parse(line) as { event?: string }).filter(({ event }) => event === 'stopped'), [{ aborted: 1 }])
})

t.test('with a drain delay the gate reports unready and keeps serving during the delay', async t => {
  const gate = await startGate({ flags: [...flags, '--drain-delay', '600'] })
  const { url, adminUrl } = gate.ready
  const headers = { 'X-Stream-Token': await acquireToken(url, 'ann') }
  gate.signal('SIGTERM')
  await until(async () => (await fetch(`${adminUrl}/readyz`)).status === 503)
  t.match(await (await fetch(`${adminUrl}/readyz`)).json(), { ready: false, parts: { gate: 'draining' } })
  const response = await fetch(`${url}/100`, { headers })
  t.equal((await response.arrayBuffer()).byteLength, 100)
  t.equal(response.headers.get('connection'), 'close', 'the response closes the connection')
  gate.signal('SIGINT')
  t.equal(await gate.ended, 130, 'a second signal ends the process immediately')
})

t.test('a second signal ends the process immediately', async t => {
  const gate = await startGate({ flags })
  const { url } = gate.ready
  const token = await acquireToken(url, 'bob')
  const response = await fetch(`${url}/for-ever`, { headers: { 'X-Stream-Token': token } })
  gate.signal('SIGTERM')
  await until(async () => await isRefused(url))
  gate.signal('SIGTERM')
  t.equal(await gate.ended, 143)
  await t.rejects(response.arrayBuffer(), 'the client sees that the response is incomplete')
})

t.test('an idle gate exits immediately on SIGINT, whatever the drain delay', async t => {
  const gate = await startGate({ flags: [...flags, '--drain-delay', '600'] })
  await fetch(gate.ready.url)
  gate.signal('SIGINT')
  t.equal(await gate.ended, 0)
})

t.test('a gate that still waits for Redis exits immediately, too', async t => {
  // Accepts connections and never responds.
  const silent = createServer(socket => { socket.on('error', () => {}) })
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => { silent.close() })
  const connected = once(silent, 'connection')
  const child = startProcess(process.execPath, ['bin/streamgate.js', '--port', '0', '--admin-port', '0', '--redis-url', `redis://127.0.0.1:${(silent.address() as AddressInfo).port}`, '--redis-connect-timeout', '600'], { stdio: 'ignore' })
  await connected
  child.kill('SIGTERM')
  t.same(await once(child, 'close'), [0, null])
})

t.test('both ends of a WebSocket are closed with 1001', async t => {
  const port = await freePort()
  const sockets = new WebSocketServer({ host: '127.0.0.1', port })
  t.teardown(() => { sockets.close() })
  const upstreamClosed = new Promise<number>(resolve => { sockets.once('connection', socket => { socket.on('close', resolve) }) })
  const gate = await startGate({ flags: ['--upstream', `http://127.0.0.1:${port}`, '--log-level', 'info'] })
  const { url } = gate.ready
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers: { 'X-Stream-Token': await acquireToken(url, 'ann') } })
  await once(socket, 'open')
  gate.signal('SIGTERM')
  t.equal((await once(socket, 'close'))[0], 1001)
  t.equal(await upstreamClosed, 1001)
  t.equal(await gate.ended, 0)
})

for (const [what, code] of [
  ['an uncaught exception', 'process.once("SIGUSR2", () => { throw new Error("token 00000000-0000-4000-8000-000000000000 broke it") })'],
  ['an unhandled rejection', 'process.once("SIGUSR2", () => { Promise.reject(new Error("broke it")) })']
] as const) {
  t.test(`${what} is logged and ends the process with 1`, async t => {
    const path = `${t.testdir({})}/preload.mjs`
    writeFileSync(path, code)
    const gate = await startGate({ flags, env: { NODE_OPTIONS: `--import=${path}` } })
    gate.signal('SIGUSR2')
    t.equal(await gate.ended, 1)
    const last = JSON.parse(gate.lines.at(-1) ?? '') as { err: { stack: string } }
    t.match(last, { level: 'fatal', msg: /uncaught error/, err: { stack: /broke it[^]* at / } })
    t.notMatch(last.err.stack, '00000000-0000-4000-8000-000000000000')
  })
}

t.test('an uncaught error ends the process even if the log is not read', async t => {
  const path = `${t.testdir({})}/preload.mjs`
  // More than the buffer of a pipe.
  writeFileSync(path, 'process.once("SIGUSR2", () => { throw new Error("x".repeat(1024 * 1024)) })')
  const child = startProcess(process.execPath, [`--import=${path}`, 'bin/streamgate.js', '--port', '0', '--admin-port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  // It listens.
  await once(child.stdout, 'data')
  child.stdout.pause()
  child.kill('SIGUSR2')
  const [code, signal] = await once(child, 'exit') as [number | null, string | null]
  t.same([code, signal], [null, 'SIGKILL'])
})

t.test('a log that is not read, or whose reader is gone, does not block requests', async t => {
  const port = await freePort()
  const adminPort = await freePort()
  const url = `http://127.0.0.1:${port}`
  for (const leave of [false, true]) {
    const child = startProcess(process.execPath, ['bin/streamgate.js', '--host', '127.0.0.1', '--port', String(port), '--admin-port', String(adminPort), '--upstream', video.url, '--acquire-rate', '0', '--expiry', '600', '--log-level', 'debug'], { stdio: ['ignore', 'pipe', 'inherit'] })
    if (leave) child.stdout.destroy()
    await until(async () => !await isRefused(url))
    const headers = { 'X-Stream-Token': await acquireToken(url, 'ann') }
    // Each acquire logs one line; a pipe buffers 64 KiB.
    for (let index = 0; index < 1000; index++) await acquireToken(url, `viewer ${index}`)
    t.equal((await fetch(`${url}/100`, { headers })).status, 200)
    child.kill('SIGTERM')
    // A graceful exit would wait until the log is read.
    t.same(await once(child, 'exit'), leave ? [0, null] : [null, 'SIGKILL'])
  }
})

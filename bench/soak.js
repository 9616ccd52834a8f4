// Stability of a gate under mixed load. Viewers watch while other clients abort, stall, send malformed requests and made-up tokens;
// the memory and event loop lag of the gate are sampled every ten seconds. Exits 1 if a viewer is refused, if requests are still in
// flight after all clients have left, or if memory at the end is more than a tenth above its value after the first fifth of the time.
// node bench/soak.js [--minutes 10]
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort, ready, start, startGate, startNode, stopAll } from './children.js'

const { values: { minutes } } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const VIEWERS = 50
const SEGMENT_BYTES = 64 * 1024
const VIDEO_BYTES = 16 * 1024 * 1024
const SAMPLE_MS = 10_000

const folder = mkdtempSync(join(tmpdir(), 'streamgate-soak-'))
const leaving = new AbortController()
const counts = { segments: 0, refused: 0, viewers: 0, aborted: 0, stalled: 0, malformed: 0, 'made up': 0 }
try {
  const redisPort = await freePort()
  await ready(start('redis-server', ['--port', String(redisPort), '--save', '', '--dir', folder]), /Ready to accept connections/)
  const origin = await startNode(['bench/origin.js'])
  const gate = await startGate(['--port', '0', '--admin-port', '0', '--host', '127.0.0.1', '--upstream', `http://127.0.0.1:${origin.port}`,
    '--redis-url', `redis://127.0.0.1:${redisPort}`, '--stall-timeout', '10', '--log-level', 'info'])
  const url = `http://127.0.0.1:${gate.port}`

  const clients = [
    ...Array.from({ length: VIEWERS }, (_, i) => watch(url, `viewer ${i}`)),
    every(100, () => watchOnce(url)),
    every(50, () => abort(gate.port, url)),
    ...Array.from({ length: 20 }, (_, i) => stall(gate.port, url, `staller ${i}`)),
    every(100, () => sendMalformed(gate.port)),
    every(50, () => sendMadeUpToken(url))
  ]
  const samples = []
  const endsAt = performance.now() + Number(minutes) * 60_000
  while (performance.now() < endsAt) {
    await wait(SAMPLE_MS)
    samples.push(await sample(gate.adminPort))
  }
  leaving.abort()
  await Promise.all(clients)
  let last
  for (let i = 0; i < 30; i++) {
    last = await sample(gate.adminPort)
    if (last.inFlight === 0) break
    await wait(1000)
  }
  const early = samples[Math.floor(samples.length / 5)]
  const late = samples.at(-1)
  console.log(`${minutes} minutes, Node ${process.version}:`, counts)
  console.table(samples.filter((_, i) => i % Math.ceil(samples.length / 12) === 0 || i === samples.length - 1))
  console.log(`resident memory ${early.rssMiB} MiB after a fifth of the time, ${late.rssMiB} MiB at the end; event loop lag ${median(samples.map(({ lagP99Ms }) => lagP99Ms))} ms (median of p99); ${last.inFlight} in flight afterwards`)
  if (counts.refused > 0 || last.inFlight > 0 || late.rssMiB > early.rssMiB * 1.1) process.exitCode = 1
} finally {
  stopAll()
  rmSync(folder, { recursive: true, force: true })
}

async function every (intervalMs, action) {
  while (!leaving.signal.aborted) {
    await action().catch(() => {})
    await wait(intervalMs)
  }
}

async function acquire (url, session) {
  const response = await fetch(`${url}/streams`, { headers: { 'X-Stream-Session': session } })
  const { token } = await response.json()
  if (token === undefined) throw new Error(`refused: ${response.status}`)
  return token
}

async function watch (url, session) {
  const headers = { 'X-Stream-Token': await acquire(url, session) }
  while (!leaving.signal.aborted) {
    const response = await fetch(`${url}/${SEGMENT_BYTES}`, { headers })
    const { byteLength } = await response.arrayBuffer()
    if (response.status === 200 && byteLength === SEGMENT_BYTES) counts.segments++
    else counts.refused++
    await wait(500)
  }
}

async function watchOnce (url) {
  const session = randomUUID()
  const token = await acquire(url, session)
  await (await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': token } })).arrayBuffer()
  await fetch(`${url}/streams`, { method: 'DELETE', headers: { 'X-Stream-Session': session, 'X-Stream-Token': token } })
  counts.viewers++
}

function requestVideo (port, token) {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.write(`GET /${VIDEO_BYTES} HTTP/1.1\r\nHost: video\r\nX-Stream-Token: ${token}\r\n\r\n`)
  return socket
}

async function abort (port, url) {
  const socket = requestVideo(port, await acquire(url, randomUUID()))
  socket.resume()
  await wait(Math.random() * 50)
  socket.destroy()
  counts.aborted++
}

async function stall (port, url, session) {
  while (!leaving.signal.aborted) {
    const socket = requestVideo(port, await acquire(url, session + Math.random()))
    socket.pause()
    // The socket is paused, so only a failing write detects that the gate has closed it.
    const closed = new Promise(resolve => { socket.once('close', resolve) })
    const writing = setInterval(() => { socket.write(' ') }, 1000)
    await Promise.race([closed, wait(30_000)])
    clearInterval(writing)
    socket.destroy()
    counts.stalled++
  }
}

async function sendMalformed (port) {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  const requests = [randomBytes(200), 'GET / HTTP/1.1\r\n\r\n', 'POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', 'GET /1 HTTP/1.1\r\nHost: a\r\nX-Slow: ', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`]
  socket.write(requests[Math.floor(Math.random() * requests.length)])
  socket.resume()
  await wait(200)
  socket.destroy()
  counts.malformed++
}

async function sendMadeUpToken (url) {
  await (await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': randomUUID() } })).arrayBuffer()
  counts['made up']++
}

async function sample (adminPort) {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  const read = name => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  return {
    rssMiB: Math.round(read('process_resident_memory_bytes') / 2 ** 20),
    lagP99Ms: Math.round(read('nodejs_eventloop_lag_p99_seconds') * 10_000) / 10,
    inFlight: read('streamgate_requests_in_flight'),
    connections: read('streamgate_connections'),
    known: read('streamgate_streams_known')
  }
}

function median (numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

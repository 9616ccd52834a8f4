// Does a gate stay as it is? Viewers watch while others abort, stall, talk nonsense and make tokens up; every
// ten seconds it is written down what the gate takes. Fails when a viewer is refused, when something is still
// forwarded after everybody has left, or when memory at the end is more than a tenth above what it was after
// the first fifth of the time.
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
const FILM_BYTES = 16 * 1024 * 1024
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

  const actors = [
    ...Array.from({ length: VIEWERS }, (_, i) => watch(url, `viewer ${i}`)),
    every(100, () => comeAndGo(url)),
    every(50, () => abort(gate.port, url)),
    ...Array.from({ length: 20 }, (_, i) => stall(gate.port, url, `staller ${i}`)),
    every(100, () => talkNonsense(gate.port)),
    every(50, () => makeUp(url))
  ]
  const samples = []
  const endsAt = performance.now() + Number(minutes) * 60_000
  while (performance.now() < endsAt) {
    await wait(SAMPLE_MS)
    samples.push(await sample(gate.adminPort))
  }
  leaving.abort()
  await Promise.all(actors)
  let left
  for (let i = 0; i < 30; i++) {
    left = await sample(gate.adminPort)
    if (left.inFlight === 0) break
    await wait(1000)
  }
  const early = samples[Math.floor(samples.length / 5)]
  const late = samples.at(-1)
  console.log(`${minutes} minutes, Node ${process.version}:`, counts)
  console.table(samples.filter((_, i) => i % Math.ceil(samples.length / 12) === 0 || i === samples.length - 1))
  console.log(`resident memory ${early.rssMiB} MiB after a fifth of the time, ${late.rssMiB} MiB at the end; event loop lag p99 ${median(samples.map(({ lagP99Ms }) => lagP99Ms))} ms in the median; ${left.inFlight} in flight afterwards`)
  if (counts.refused > 0 || left.inFlight > 0 || late.rssMiB > early.rssMiB * 1.1) process.exitCode = 1
} finally {
  stopAll()
  rmSync(folder, { recursive: true, force: true })
}

async function every (intervalMs, act) {
  while (!leaving.signal.aborted) {
    await act().catch(() => {})
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

async function comeAndGo (url) {
  const session = randomUUID()
  const token = await acquire(url, session)
  await (await fetch(`${url}/1024`, { headers: { 'X-Stream-Token': token } })).arrayBuffer()
  await fetch(`${url}/streams`, { method: 'DELETE', headers: { 'X-Stream-Session': session, 'X-Stream-Token': token } })
  counts.viewers++
}

function ask (port, token) {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.write(`GET /${FILM_BYTES} HTTP/1.1\r\nHost: film\r\nX-Stream-Token: ${token}\r\n\r\n`)
  return socket
}

async function abort (port, url) {
  const socket = ask(port, await acquire(url, randomUUID()))
  socket.resume()
  await wait(Math.random() * 50)
  socket.destroy()
  counts.aborted++
}

async function stall (port, url, session) {
  while (!leaving.signal.aborted) {
    const socket = ask(port, await acquire(url, session + Math.random()))
    socket.pause()
    // Nothing is read; the end is noticed by what is written in vain.
    const closed = new Promise(resolve => { socket.once('close', resolve) })
    const knocking = setInterval(() => { socket.write(' ') }, 1000)
    await Promise.race([closed, wait(30_000)])
    clearInterval(knocking)
    socket.destroy()
    counts.stalled++
  }
}

async function talkNonsense (port) {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  const nonsense = [randomBytes(200), 'GET / HTTP/1.1\r\n\r\n', 'POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', 'GET /1 HTTP/1.1\r\nHost: a\r\nX-Slow: ', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`]
  socket.write(nonsense[Math.floor(Math.random() * nonsense.length)])
  socket.resume()
  await wait(200)
  socket.destroy()
  counts.malformed++
}

async function makeUp (url) {
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

// The load that one gate carries with its defaults. Opens many streams and keeps each alive with a segment from time to time, then
// starts many downloads at once. Reports the CPU time and memory of the gate.
// node bench/crowd.js [--streams 5000] [--downloads 1000]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort, ready, start, startGate, startNode, stopAll } from './children.js'

const { values } = parseArgs({ options: { streams: { type: 'string', default: '5000' }, downloads: { type: 'string', default: '1000' } } })
const STREAMS = Number(values.streams)
const DOWNLOADS = Number(values.downloads)
const PLAYING_MS = 60_000
const SEGMENT_EVERY_MS = 6000
const SEGMENT_BYTES = 64 * 1024
const DOWNLOAD_BYTES = 8 * 1024 * 1024

const folder = mkdtempSync(join(tmpdir(), 'streamgate-crowd-'))
const agent = new Agent({ keepAlive: true })
try {
  const redisPort = await freePort()
  await ready(start('redis-server', ['--port', String(redisPort), '--save', '', '--dir', folder]), /Ready to accept connections/)
  const origin = await startNode(['bench/origin.js'])
  const gate = await startGate(['--port', '0', '--admin-port', '0', '--host', '127.0.0.1', '--upstream', `http://127.0.0.1:${origin.port}`,
    '--redis-url', `redis://127.0.0.1:${redisPort}`, '--acquire-rate', '0', '--log-level', 'info'])

  const tokens = []
  while (tokens.length < STREAMS) {
    tokens.push(...await Promise.all(Array.from({ length: Math.min(50, STREAMS - tokens.length) }, async (_, i) => {
      const { body } = await get(gate.port, '/streams', { 'X-Stream-Session': `viewer ${tokens.length + i}` })
      return JSON.parse(body).token
    })))
  }
  const cpuBefore = cpuSeconds(gate.pid)
  const startedMs = performance.now()
  let segments = 0
  const statuses = {}
  await Promise.all(tokens.map(async (token, i) => {
    await wait(i / STREAMS * SEGMENT_EVERY_MS)
    while (performance.now() < startedMs + PLAYING_MS) {
      const { status, bytes } = await get(gate.port, `/${SEGMENT_BYTES}`, { 'X-Stream-Token': token })
      statuses[`${status} ${bytes}`] = (statuses[`${status} ${bytes}`] ?? 0) + 1
      segments++
      await wait(SEGMENT_EVERY_MS)
    }
  }))
  const seconds = (performance.now() - startedMs) / 1000
  console.log(`${STREAMS} streams, each with a segment of 64 KiB every 6 s:`, {
    responses: statuses,
    'segments a second': Math.round(segments / seconds),
    'share of one core': Math.round((cpuSeconds(gate.pid) - cpuBefore) / seconds * 100) / 100,
    ...await sample(gate)
  })

  const before = cpuSeconds(gate.pid)
  const outcomes = {}
  const startMs = performance.now()
  let mostInFlight = 0
  // No client reads on before all have received headers, so that all downloads are in flight at once.
  let arrived = 0
  let readOn
  const all = new Promise(resolve => { readOn = resolve })
  const onHeaders = async () => {
    if (++arrived === DOWNLOADS) {
      mostInFlight = (await sample(gate)).inFlight
      readOn()
    }
    await all
  }
  await Promise.all(tokens.slice(0, DOWNLOADS).map(async token => {
    const { status, bytes } = await get(gate.port, `/${DOWNLOAD_BYTES}`, { 'X-Stream-Token': token }, onHeaders)
    outcomes[`${status} ${bytes}`] = (outcomes[`${status} ${bytes}`] ?? 0) + 1
  }))
  const tookSeconds = (performance.now() - startMs) / 1000
  console.log(`${DOWNLOADS} downloads of 8 MiB at once:`, {
    responses: outcomes,
    seconds: Math.round(tookSeconds * 10) / 10,
    'MiB a second': Math.round(DOWNLOADS * 8 / tookSeconds),
    'most in flight': mostInFlight,
    'CPU ms a download': Math.round((cpuSeconds(gate.pid) - before) / DOWNLOADS * 1e5) / 100,
    ...await sample(gate)
  })
} finally {
  agent.destroy()
  stopAll()
  rmSync(folder, { recursive: true, force: true })
}

async function get (port, path, headers, onHeaders) {
  return await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, headers, agent }, response => {
      let bytes = 0
      let body = ''
      response.on('data', chunk => {
        bytes += chunk.length
        if (path === '/streams') body += chunk
      })
      if (onHeaders !== undefined) {
        response.pause()
        onHeaders().then(() => { response.resume() })
      }
      response.on('end', () => { resolve({ status: response.statusCode, bytes, body }) }).on('error', reject)
    }).on('error', reject).end()
  })
}

async function sample ({ adminPort }) {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  const read = name => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  return {
    'resident MiB': Math.round(read('process_resident_memory_bytes') / 2 ** 20),
    'lag p99 ms': Math.round(read('nodejs_eventloop_lag_p99_seconds') * 10_000) / 10,
    connections: read('streamgate_connections'),
    inFlight: read('streamgate_requests_in_flight')
  }
}

function cpuSeconds (pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

// The cost of one stream, which docs/CAPACITY.md is based on: memory in Redis and in a gate, and the CPU time of both for each step
// of the stream's lifecycle. Redis reports its memory; all other figures are those of the kernel.
// node bench/capacity.js [--viewers 20000]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { freePort, ready, start, startGate, startNode, stopAll } from './children.js'
import { cpuMicroseconds } from './measure.js'

const { values } = parseArgs({ options: { viewers: { type: 'string', default: '20000' } } })
const VIEWERS = Number(values.viewers)
const LIMIT = 3
const CONCURRENCY = 32
/** No stream expires during the measurement. */
const EXPIRY_SECONDS = 3600

const folder = mkdtempSync(join(tmpdir(), 'streamgate-capacity-'))
const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY })
try {
  const redisPort = await freePort()
  const server = start('redis-server', ['--port', String(redisPort), '--save', '', '--dir', folder])
  await ready(server, /Ready to accept connections/)
  const redis = new Redis(redisPort)
  const origin = await startNode(['bench/origin.js'])
  const gateArgs = ['--port', '0', '--admin-port', '0', '--host', '127.0.0.1', '--upstream', `http://127.0.0.1:${origin.port}`,
    '--redis-url', `redis://127.0.0.1:${redisPort}`, '--expiry', String(EXPIRY_SECONDS), '--acquire-rate', '0', '--log-level', 'info']
  const gate = await startGate(gateArgs)
  // A gate that has granted no streams: it has to look up every token.
  const other = await startGate(gateArgs)

  const viewers = Array.from({ length: VIEWERS }, (_, index) => `viewer-${String(index).padStart(8, '0')}`)
  const tokens = []
  const rows = []
  const step = async (name, { items, at, call }) => {
    const [redisBefore, gateBefore, memoryBefore] = [cpuMicroseconds(server.pid), cpuMicroseconds(at.pid), await memoryOf(redis, at)]
    await each(items, async item => { await call(item, at.port) })
    const memory = await memoryOf(redis, at)
    const perItem = amount => Math.round(amount / items.length)
    rows.push({
      step: name,
      'Redis µs': perItem(cpuMicroseconds(server.pid) - redisBefore),
      'gate µs': perItem(cpuMicroseconds(at.pid) - gateBefore),
      'Redis bytes': perItem(memory.redis - memoryBefore.redis),
      'gate bytes': perItem(memory.gate - memoryBefore.gate)
    })
  }

  const acquire = async (session, port) => { tokens.push({ session, token: JSON.parse((await get(port, '/streams', { 'X-Stream-Session': session })).body).token }) }
  const renew = async ({ session, token }, port) => { await get(port, '/streams', { 'X-Stream-Session': session, 'X-Stream-Token': token }) }
  const watch = async ({ token }, port) => { await get(port, '/1024', { 'X-Stream-Token': token }) }
  const release = async ({ session, token }, port) => { await get(port, '/streams', { 'X-Stream-Session': session, 'X-Stream-Token': token }, { method: 'DELETE', status: 204 }) }
  const refuse = async (session, port) => { await get(port, '/streams', { 'X-Stream-Session': session }, { status: 401 }) }

  // Warm-up: compiles the code and opens all connections.
  await each(Array.from({ length: 2000 }, (_, index) => `warm-${index}`), acquire, gate.port)
  for (const { port } of [gate, other]) await each(tokens, watch, port)
  await each(tokens, release, gate.port)
  tokens.length = 0

  await step('acquire the first stream', { items: viewers, at: gate, call: acquire })
  for (let stream = 2; stream <= LIMIT; stream++) await step(`acquire stream ${stream}`, { items: viewers, at: gate, call: acquire })
  await step('acquire above the limit: refused', { items: viewers, at: gate, call: refuse })
  await step('renew', { items: tokens, at: gate, call: renew })
  await step('request, token known to the gate', { items: tokens, at: gate, call: watch })
  await step('request, token new to the gate', { items: tokens, at: other, call: watch })
  await step('release', { items: tokens, at: gate, call: release })
  console.log(`${VIEWERS} viewers with ${LIMIT} streams each; CPU time and memory for each stream, Node ${process.version}, Redis ${/redis_version:(\S+)/.exec(await redis.info('server'))[1]}`)
  console.table(rows)
  await redis.quit()
} finally {
  agent.destroy()
  stopAll()
  rmSync(folder, { recursive: true, force: true })
}

async function each (items, call, port) {
  let next = 0
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
    while (next < items.length) await call(items[next++], port)
  }))
}

async function get (port, path, headers, { method = 'GET', status = 200 } = {}) {
  return await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, method, headers, agent }, response => {
      let body = ''
      response.on('data', chunk => { body += chunk })
      response.on('end', () => {
        if (response.statusCode === status) resolve({ body })
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${body}`))
      }).on('error', reject)
    }).on('error', reject).end()
  })
}

async function memoryOf (redis, { pid }) {
  return {
    redis: Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1]),
    gate: Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]) * 1024
  }
}

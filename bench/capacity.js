// What one stream costs, from which docs/CAPACITY.md computes: memory in Redis and in a gate, and the processor time of
// both for each step of its life. Every figure is what a process says of itself or what the kernel says of it.
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
const AT_ONCE = 32
/** So that nothing expires amid a measurement. */
const EXPIRY_SECONDS = 3600

const folder = mkdtempSync(join(tmpdir(), 'streamgate-capacity-'))
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
try {
  const redisPort = await freePort()
  const server = start('redis-server', ['--port', String(redisPort), '--save', '', '--dir', folder])
  await ready(server, /Ready to accept connections/)
  const redis = new Redis(redisPort)
  const origin = await startNode(['bench/origin.js'])
  const gateArgs = ['--port', '0', '--admin-port', '0', '--host', '127.0.0.1', '--upstream', `http://127.0.0.1:${origin.port}`,
    '--redis-url', `redis://127.0.0.1:${redisPort}`, '--expiry', String(EXPIRY_SECONDS), '--acquire-rate', '0', '--log-level', 'info']
  const gate = await startGate(gateArgs)
  // One that has granted nothing: what it is shown it has to look up.
  const other = await startGate(gateArgs)

  const viewers = Array.from({ length: VIEWERS }, (_, index) => `viewer-${String(index).padStart(8, '0')}`)
  const tokens = []
  const rows = []
  const step = async (name, { of, at, ask }) => {
    const [redisBefore, gateBefore, memoryBefore] = [cpuMicroseconds(server.pid), cpuMicroseconds(at.pid), await memoryOf(redis, at)]
    await each(of, async item => { await ask(item, at.port) })
    const memory = await memoryOf(redis, at)
    const a = amount => Math.round(amount / of.length)
    rows.push({
      step: name,
      'Redis µs': a(cpuMicroseconds(server.pid) - redisBefore),
      'gate µs': a(cpuMicroseconds(at.pid) - gateBefore),
      'Redis bytes': a(memory.redis - memoryBefore.redis),
      'gate bytes': a(memory.gate - memoryBefore.gate)
    })
  }

  const acquire = async (session, port) => { tokens.push({ session, token: JSON.parse((await get(port, '/streams', { 'X-Stream-Session': session })).body).token }) }
  const renew = async ({ session, token }, port) => { await get(port, '/streams', { 'X-Stream-Session': session, 'X-Stream-Token': token }) }
  const watch = async ({ token }, port) => { await get(port, '/1024', { 'X-Stream-Token': token }) }
  const release = async ({ session, token }, port) => { await get(port, '/streams', { 'X-Stream-Session': session, 'X-Stream-Token': token }, { method: 'DELETE', status: 204 }) }
  const refuse = async (session, port) => { await get(port, '/streams', { 'X-Stream-Session': session }, { status: 401 }) }

  // Everything compiled, every connection open.
  await each(Array.from({ length: 2000 }, (_, index) => `warm-${index}`), acquire, gate.port)
  for (const { port } of [gate, other]) await each(tokens, watch, port)
  await each(tokens, release, gate.port)
  tokens.length = 0

  await step('a viewer\'s first stream', { of: viewers, at: gate, ask: acquire })
  for (let stream = 2; stream <= LIMIT; stream++) await step(`stream ${stream}`, { of: viewers, at: gate, ask: acquire })
  await step('one too many: refused', { of: viewers, at: gate, ask: refuse })
  await step('renewed by its player', { of: tokens, at: gate, ask: renew })
  await step('watched, known to the gate', { of: tokens, at: gate, ask: watch })
  await step('watched, new to the gate', { of: tokens, at: other, ask: watch })
  await step('released', { of: tokens, at: gate, ask: release })
  console.log(`${VIEWERS} viewers with ${LIMIT} streams each; processor time and memory for each of them, Node ${process.version}, Redis ${/redis_version:(\S+)/.exec(await redis.info('server'))[1]}`)
  console.table(rows)
  await redis.quit()
} finally {
  agent.destroy()
  stopAll()
  rmSync(folder, { recursive: true, force: true })
}

async function each (items, ask, port) {
  let next = 0
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < items.length) await ask(items[next++], port)
  }))
}

async function get (port, path, headers, { method = 'GET', status = 200 } = {}) {
  return await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, method, headers, agent }, response => {
      let body = ''
      response.on('data', piece => { body += piece })
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

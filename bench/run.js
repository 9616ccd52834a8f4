// CPU per gated request, the gate beside a peer in the same run. Wall time is not quoted: machines are
// shared, and the load generator has its part in it. Each figure is a median over rounds in which gate and
// peer take turns; the ratio is the median of the rounds' own ratios.
// node bench/run.js [--rounds 5]
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { firstJson, freePort, ready, start, startGate, startNode, stopAll } from './children.js'

const { values: { rounds } } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const CASES = [
  { bytes: 1024, requests: 8000, connections: 32 },
  { bytes: 65536, requests: 4000, connections: 32 },
  { bytes: 2097152, requests: 300, connections: 16 }
]
const TICK_MICROSECONDS = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

const folder = mkdtempSync(join(tmpdir(), 'streamgate-bench-'))
try {
  const redisPort = await freePort()
  const redisUrl = `redis://127.0.0.1:${redisPort}`
  await ready(start('redis-server', ['--port', String(redisPort), '--save', '', '--dir', folder]), /Ready to accept connections/)
  const redis = new Redis(redisUrl)
  const origin = await startNode(['bench/origin.js'])
  const upstreamUrl = `http://127.0.0.1:${origin.port}`
  const gate = await startGate(['--port', '0', '--admin-port', '0', '--host', '127.0.0.1', '--upstream', upstreamUrl, '--redis-url', redisUrl, '--log-level', 'info'])
  const peer = await startNode(['bench/peer.js', upstreamUrl, redisUrl])

  const granted = await fetch(`http://127.0.0.1:${gate.port}/streams`, { headers: { 'x-stream-session': 'bench' } })
  const { token } = await granted.json()
  const peerToken = randomUUID()
  await redis.set(`peer:${peerToken}`, '1')
  await redis.quit()

  const rows = []
  for (const { bytes, requests, connections } of CASES) {
    const gateMicroseconds = []
    const peerMicroseconds = []
    // The first round warms both up and does not count.
    for (let round = 0; round <= Number(rounds); round++) {
      const ofGate = await measure(gate, `/${bytes}`, requests, connections, token)
      const ofPeer = await measure(peer, `/${bytes}`, requests, connections, peerToken)
      if (round === 0) continue
      gateMicroseconds.push(ofGate)
      peerMicroseconds.push(ofPeer)
    }
    rows.push({
      body: bytes < 1048576 ? `${bytes / 1024} KiB` : `${bytes / 1048576} MiB`,
      'streamgate µs/request': Math.round(median(gateMicroseconds)),
      'http-proxy + GET µs/request': Math.round(median(peerMicroseconds)),
      ratio: Number(median(gateMicroseconds.map((of, i) => of / peerMicroseconds[i])).toFixed(2))
    })
  }
  const refused = []
  for (let round = 0; round <= Number(rounds); round++) {
    const ofRound = await measure(gate, '/1024', 8000, 32, randomUUID())
    if (round > 0) refused.push(ofRound)
  }
  console.log(`CPU of the proxy process, median of ${rounds} rounds, Node ${process.version}`)
  console.table(rows)
  console.log(`a refused request (dead token): ${Math.round(median(refused))} µs`)
} finally {
  stopAll()
  rmSync(folder, { recursive: true, force: true })
}

async function measure ({ port, pid }, target, requests, connections, token) {
  const before = cpuMicroseconds(pid)
  const child = spawn(process.execPath, ['bench/load.js', port, target, requests, connections, token].map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  const { statuses } = await firstJson(child, () => true)
  const [status, ...others] = Object.keys(statuses)
  if (others.length > 0) throw new Error(`mixed answers: ${JSON.stringify(statuses)}`)
  if (status !== '200' && status !== '401') throw new Error(`unexpected answers: ${JSON.stringify(statuses)}`)
  return (cpuMicroseconds(pid) - before) / requests
}

// User and system time, fields 14 and 15 of proc(5) stat; the command's name before them may hold spaces.
function cpuMicroseconds (pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS
}

function median (numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

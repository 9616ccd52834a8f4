// CPU per gated request, the gate beside a peer in the same run. Wall time is not quoted: machines are
// shared, and the load generator has its part in it. Each figure is a median over rounds in which gate and
// peer take turns; the ratio is the median of the rounds' own ratios.
// node bench/run.js [--rounds 5]
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { freePort, ready, start, startGate, startNode, stopAll } from './children.js'
import { measureLoad, median } from './measure.js'
import { measureRefusals, measureThrottle } from './refusals.js'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const rounds = Number(values.rounds)
const CASES = [
  { bytes: 1024, requests: 8000, connections: 32 },
  { bytes: 65536, requests: 4000, connections: 32 },
  { bytes: 2097152, requests: 300, connections: 16 }
]

const folder = mkdtempSync(join(tmpdir(), 'streamgate-bench-'))
try {
  const redisPort = await freePort()
  const redisUrl = `redis://127.0.0.1:${redisPort}`
  await ready(start('redis-server', ['--port', String(redisPort), '--save', '', '--dir', folder]), /Ready to accept connections/)
  const redis = new Redis(redisUrl)
  const origin = await startNode(['bench/origin.js'])
  const upstreamUrl = `http://127.0.0.1:${origin.port}`
  const gateArgs = ['--port', '0', '--admin-port', '0', '--host', '127.0.0.1', '--upstream', upstreamUrl, '--redis-url', redisUrl, '--log-level', 'info']
  const peerArgs = ['bench/peer.js', upstreamUrl, redisUrl]
  const gate = await startGate(gateArgs)
  const peer = await startNode(peerArgs)

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
    for (let round = 0; round <= rounds; round++) {
      const load = { target: `/${bytes}`, requests, connections, status: 200 }
      const ofGate = await measureLoad(gate, { ...load, token })
      const ofPeer = await measureLoad(peer, { ...load, token: peerToken })
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
  console.log(`CPU of the proxy process, median of ${rounds} rounds, Node ${process.version}`)
  console.table(rows)
  console.log('Refusals: 1 000 connections, each asks without a pause by a dead token of its own')
  console.table(await measureRefusals({ gateArgs, peerArgs, rounds }))
  console.log('1 000 forgotten players, each asks half a second after every answer, for ever')
  console.table(await measureThrottle({ gateArgs }))
} finally {
  stopAll()
  rmSync(folder, { recursive: true, force: true })
}

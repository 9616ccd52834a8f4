// CPU time per request of the gate, beside a simple alternative (peer.js) and a bare Node server (origin.js) in the same run. Wall
// time is not reported: machines are shared, and the load generator is part of it. Each figure is a median over rounds in which the
// servers take turns; a ratio is the median of the ratios of the rounds.
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
    const measured = { gate: [], peer: [], bare: [] }
    // The first round is a warm-up and does not count.
    for (let round = 0; round <= rounds; round++) {
      const load = { target: `/${bytes}`, requests, connections, status: 200 }
      const perRequest = {
        gate: await measureLoad(gate, { ...load, token }),
        peer: await measureLoad(peer, { ...load, token: peerToken }),
        bare: await measureLoad(origin, { ...load, token })
      }
      if (round > 0) for (const [server, microseconds] of Object.entries(perRequest)) measured[server].push(microseconds)
    }
    const ratioTo = server => Number(median(measured.gate.map((ofGate, round) => ofGate / measured[server][round])).toFixed(2))
    rows.push({
      body: bytes < 1048576 ? `${bytes / 1024} KiB` : `${bytes / 1048576} MiB`,
      'streamgate µs/request': Math.round(median(measured.gate)),
      'http-proxy + GET µs/request': Math.round(median(measured.peer)),
      ratio: ratioTo('peer'),
      'bare Node µs/request': Math.round(median(measured.bare)),
      'ratio to bare': ratioTo('bare')
    })
  }
  console.log(`CPU time of each server process, median of ${rounds} rounds, Node ${process.version}`)
  console.table(rows)
  console.log('Refusals: 1 000 connections, each sends requests without a pause, with an ended token of its own')
  console.table(await measureRefusals({ gateArgs, peerArgs, rounds }))
  console.log('1 000 abandoned players, each repeats its request half a second after every response, endlessly')
  console.table(await measureThrottle({ gateArgs }))
} finally {
  stopAll()
  rmSync(folder, { recursive: true, force: true })
}

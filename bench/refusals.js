// The cost of refusals: refused players keep sending requests, some of them endlessly.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { startGate, startNode } from './children.js'
import { cpuMicroseconds, measureLoad, median, watchHeap } from './measure.js'

const TOKENS = 1000
const REQUESTS = 100_000
/** A live player of Shaka is throttled after twenty requests, which take ten seconds. */
const WARM_UP_SECONDS = 15
const SECONDS = 15
/** On a machine that is busy with the benchmark, a slow response of Redis is not an outage. */
const SLOW_REDIS = ['--redis-command-timeout', '5']

/**
 * CPU time and allocated bytes of one refusal. A thousand connections send requests without a pause, each with an ended token
 * of its own. `bare` is a Node server that sends the response of the gate without any check.
 */
export async function measureRefusals ({ gateArgs, peerArgs, rounds }) {
  const gate = await startGate([...gateArgs, ...SLOW_REDIS, '--ended-token-requests', '0'], ['--trace-gc'])
  const peer = await startNode(['--trace-gc', ...peerArgs])
  const bare = await startNode(['--trace-gc', 'bench/origin.js'])
  const servers = [['streamgate', gate], ['http-proxy + GET', peer], ['bare Node', bare]]
    .map(([name, process]) => ({ name, process, allocated: watchHeap(process.child), microseconds: [], bytes: [] }))
  // The first round is a warm-up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const { process, allocated, microseconds, bytes } of servers) {
      const before = allocated()
      const perRequest = await measureLoad(process, { target: '/live/main.m3u8', requests: REQUESTS, connections: TOKENS, token: 'each', status: 401 })
      if (round === 0) continue
      microseconds.push(perRequest)
      bytes.push((allocated() - before) / REQUESTS)
    }
  }
  return servers.map(({ name, microseconds, bytes }) => ({
    server: name,
    'µs/refusal': toTenths(median(microseconds)),
    'bytes allocated/refusal': Math.round(median(bytes))
  }))
}

/** The load of a thousand players that never stop on a gate, with and without its throttle. */
export async function measureThrottle ({ gateArgs }) {
  return await Promise.all([['on', []], ['off', ['--ended-token-requests', '0']]].map(async ([throttle, args]) => {
    const { port, adminPort, pid } = await startGate([...gateArgs, ...SLOW_REDIS, ...args])
    const players = spawn(process.execPath, ['bench/forgotten.js', port, TOKENS, WARM_UP_SECONDS, SECONDS].map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
    let before
    for await (const line of createInterface({ input: players.stdout })) {
      const { event, statuses, perSecond } = JSON.parse(line)
      const now = { microseconds: cpuMicroseconds(pid), lookups: await readLookups(adminPort) }
      if (event === 'begun') {
        before = now
        continue
      }
      return {
        throttle,
        'requests/s': toTenths(perSecond),
        responses: JSON.stringify(statuses),
        'Redis lookups/s': toTenths((now.lookups - before.lookups) / SECONDS),
        'CPU ms/s': toTenths((now.microseconds - before.microseconds) / SECONDS / 1000)
      }
    }
    throw new Error('bench/forgotten.js ended without a result')
  }))
}

async function readLookups (adminPort) {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  return Number(/^streamgate_store_operation_seconds_count\{operation="renew"\} (\d+)/m.exec(text)[1])
}

function toTenths (number) {
  return Math.round(number * 10) / 10
}

// What refusals cost: players that were refused go on asking, some for ever.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { startGate, startNode } from './children.js'
import { cpuMicroseconds, measureLoad, median, watchHeap } from './measure.js'

const TOKENS = 1000
const REQUESTS = 100_000
/** A live player of Shaka is throttled after twenty requests, which are ten seconds. */
const FIRST_SECONDS = 15
const SECONDS = 15
/** A machine that is busy with the measurement is no outage. */
const PATIENT = ['--redis-command-timeout', '5']

/** CPU and allocated bytes of a refusal, of a thousand connections that ask without a pause, each by a dead token of its own. */
export async function measureRefusals ({ gateArgs, peerArgs, rounds }) {
  const gate = await startGate([...gateArgs, ...PATIENT, '--ended-token-requests', '0'], ['--trace-gc'])
  const peer = await startNode(['--trace-gc', ...peerArgs])
  const measured = [['streamgate', gate], ['http-proxy + GET', peer]]
    .map(([refused, process]) => ({ refused, process, allocated: watchHeap(process.child), microseconds: [], bytes: [] }))
  // The first round warms both up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const { process, allocated, microseconds, bytes } of measured) {
      const before = allocated()
      const ofRound = await measureLoad(process, { target: '/live/main.m3u8', requests: REQUESTS, connections: TOKENS, token: 'each', status: 401 })
      if (round === 0) continue
      microseconds.push(ofRound)
      bytes.push((allocated() - before) / REQUESTS)
    }
  }
  return measured.map(({ refused, microseconds, bytes }) => ({
    refused,
    'µs/refusal': tenths(median(microseconds)),
    'bytes allocated/refusal': Math.round(median(bytes))
  }))
}

/** What a thousand players that never stop make of a gate, with its throttle and without. */
export async function measureThrottle ({ gateArgs }) {
  return await Promise.all([['on', []], ['off', ['--ended-token-requests', '0']]].map(async ([throttle, args]) => {
    const { port, adminPort, pid } = await startGate([...gateArgs, ...PATIENT, ...args])
    const players = spawn(process.execPath, ['bench/forgotten.js', port, TOKENS, FIRST_SECONDS, SECONDS].map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
    let before
    for await (const line of createInterface({ input: players.stdout })) {
      const { event, statuses, perSecond } = JSON.parse(line)
      const now = { microseconds: cpuMicroseconds(pid), questions: await readQuestions(adminPort) }
      if (event === 'begun') {
        before = now
        continue
      }
      return {
        throttle,
        'requests/s': tenths(perSecond),
        answers: JSON.stringify(statuses),
        'questions to Redis/s': tenths((now.questions - before.questions) / SECONDS),
        'CPU ms/s': tenths((now.microseconds - before.microseconds) / SECONDS / 1000)
      }
    }
    throw new Error('the players ended without a word')
  }))
}

async function readQuestions (adminPort) {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  return Number(/^streamgate_store_operation_seconds_count\{operation="renew"\} (\d+)/m.exec(text)[1])
}

function tenths (number) {
  return Math.round(number * 10) / 10
}

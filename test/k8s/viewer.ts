import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { startGate } from '../fixtures/start-gate.js'
import { startOrigin } from '../fixtures/start-origin.js'
import { startProcess } from '../fixtures/start-process.js'

const origin = await startOrigin()
t.teardown(origin.stop)
const gate = await startGate({ flags: ['--upstream', origin.ready, '--streams-path', '/tokens', '--refusal-status', '403', '--limit', '1'] })
t.teardown(gate.stop)

/** Runs what `helm test` runs, as its pod does. */
async function visit (env: Record<string, string>): Promise<{ status: number, said: string }> {
  const viewer = startProcess(process.execPath, ['--input-type=module', '--eval', readFileSync('k8s/chart/files/viewer.js', 'utf8')], {
    env: { HEALTH_PATH: '/', STREAMS_PATH: '/tokens', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const [[status], said] = await Promise.all([once(viewer, 'close'), text(viewer.stdout)])
  return { status, said }
}

t.test('viewer.js passes against a gate, and leaves no stream behind', async t => {
  for (const time of ['once', 'again']) {
    const { status, said } = await visit({ GATE: gate.ready.url })
    t.equal(status, 0, `${time}: ${said}`)
    t.equal(said.match(/^yes /gm)?.length, 6)
  }
})

t.test('viewer.js fails against a backend without a gate', async t => {
  const { status, said } = await visit({ GATE: origin.ready, HEALTH_PATH: '/main.m3u8' })
  t.equal(status, 1)
  t.match(said, /^NO {2}video without a token is refused \(404\)$/m)
})

t.test('viewer.js fails if the streams path differs', async t => {
  const { status, said } = await visit({ GATE: gate.ready.url, STREAMS_PATH: '/streams' })
  t.equal(status, 1)
  t.match(said, /^NO {2}a viewer gets a stream \(403\)$/m)
})

t.test('viewer.js fails if nothing listens', async t => {
  t.equal((await visit({ GATE: 'http://127.0.0.1:1' })).status, 1)
})

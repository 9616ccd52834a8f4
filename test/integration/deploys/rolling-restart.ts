import { Agent, request } from 'node:http'
import t from 'tap'
import { balanceGates } from '../../fixtures/balance-gates.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { startVideoUpstream } from '../../fixtures/start-video-upstream.js'
import { acquireToken, callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const VIEWERS = 12
const SEGMENT_BYTES = 100_000
const DOWNLOAD_BYTES = 60 * 1024 * 1024

/**
 * A player: it keeps connections alive, and does what every HTTP client does with a GET on a connection
 * that was kept and turns out to have been closed in between: it asks once more (RFC 9110 section 9.2.2).
 * Nothing else is ever repeated.
 */
async function get (url: string, { agent, token, bytesASecond }: { agent: Agent, token: string, bytesASecond?: number }): Promise<{ status: number, bytes: number }> {
  return await new Promise((resolve, reject) => {
    let asked = 0
    const ask = (): void => {
      asked++
      const asking = request(url, { agent, headers: { 'X-Stream-Token': token } }, response => {
        let bytes = 0
        response.on('data', (piece: Buffer) => {
          bytes += piece.length
          if (bytesASecond === undefined) return
          response.pause()
          setTimeout(() => { response.resume() }, piece.length / bytesASecond * 1000)
        })
        response.on('end', () => { resolve({ status: response.statusCode ?? 0, bytes }) })
        response.on('error', reject)
      })
      asking.on('error', error => {
        if (asking.reusedSocket && asked === 1) ask()
        else reject(error)
      })
      asking.end()
    }
    ask()
  })
}

t.test('a rolling restart of three gates under load loses no request and no stream', async t => {
  const redis = await startRedis()
  t.teardown(redis.stop)
  const video = await startVideoUpstream()
  t.teardown(video.stop)
  const balancer = await balanceGates()
  t.teardown(balancer.stop)
  const start = async () => await startGate({ flags: ['--upstream', video.url, '--redis-url', redis.url, '--redis-command-timeout', '10', '--expiry', '10', '--drain-delay', '4', '--drain-grace', '200', '--log-level', 'info'] })
  const gates = await Promise.all([start(), start(), start()])
  t.teardown(async () => { await Promise.all(gates.map(gate => gate.stop())) })
  for (const gate of gates) await balancer.add(gate.ready)

  const agent = new Agent({ keepAlive: true })
  t.teardown(() => { agent.destroy() })
  const tokens = await Promise.all(Array.from({ length: VIEWERS }, async (_, index) => await acquireToken(balancer.url, `viewer ${index}`)))
  const playing = new AbortController()
  let segments = 0
  const players = tokens.map(async token => {
    while (!playing.signal.aborted) {
      const { status, bytes } = await get(`${balancer.url}/${SEGMENT_BYTES}`, { agent, token })
      if (status !== 200 || bytes !== SEGMENT_BYTES) throw new Error(`a segment was answered ${status} with ${bytes} bytes`)
      segments++
      await new Promise(resolve => { setTimeout(resolve, 100) })
    }
  })
  const renewers = tokens.slice(0, 3).map(async (token, index) => {
    while (!playing.signal.aborted) {
      const { status } = await callStreams(balancer.url, { session: `viewer ${index}`, token })
      if (status !== 200) throw new Error(`a renewal was answered ${status}`)
      await new Promise(resolve => { setTimeout(resolve, 300) })
    }
  })
  // On each gate one that lasts for longer than its drain delay.
  const downloads = tokens.slice(0, 3).map(async token => await get(`${balancer.url}/${DOWNLOAD_BYTES}`, { agent, token, bytesASecond: DOWNLOAD_BYTES / 8 }))
  const everything = Promise.all([...players, ...renewers])
  everything.catch(() => { playing.abort() })

  for (const [index, gate] of gates.entries()) {
    gate.signal('SIGTERM')
    const successor = await start()
    gates[index] = successor
    await balancer.add(successor.ready)
    t.equal(await gate.ended, 0, `gate ${index + 1} has ended in good order`)
    balancer.remove(gate.ready)
    const before = segments
    await until(() => playing.signal.aborted || segments > before + VIEWERS)
  }
  for (const { status, bytes } of await Promise.all(downloads)) t.same([status, bytes], [200, DOWNLOAD_BYTES])
  playing.abort()
  await everything
  t.ok(segments > VIEWERS * 20, `${segments} segments, each whole`)
  for (const [index, token] of tokens.entries()) {
    t.equal((await callStreams(balancer.url, { session: `viewer ${index}`, token })).headers.get('x-stream-active'), '1', 'every stream lives')
  }
})

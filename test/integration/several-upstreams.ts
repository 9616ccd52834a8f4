import t from 'tap'
import { readMetric } from '../fixtures/read-metric.js'
import { startGate } from '../fixtures/start-gate.js'
import { startVideoUpstream, type VideoUpstream } from '../fixtures/start-video-upstream.js'
import { acquireToken } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'

t.setTimeout(300_000)

const SEGMENT_BYTES = 1024
const VIEWERS = 6

t.test('viewers do not notice that an upstream goes and comes back', async t => {
  const upstreams = await Promise.all([startVideoUpstream(), startVideoUpstream(), startVideoUpstream()])
  const [going, ...staying] = upstreams as [VideoUpstream, ...VideoUpstream[]]
  for (const upstream of staying) t.teardown(upstream.stop)
  const gate = await startGate({ flags: ['--upstream', ...upstreams.map(({ url }) => url), '--upstream-probe-interval', '0.2', '--log-level', 'info'] })
  t.teardown(gate.stop)
  const { url, adminUrl } = gate.ready

  const playing = new AbortController()
  let fetched = 0
  const viewers = Array.from({ length: VIEWERS }, async (_, viewer) => {
    const headers = { 'X-Stream-Token': await acquireToken(url, `viewer-${viewer}`) }
    while (!playing.signal.aborted) {
      const response = await fetch(`${url}/${SEGMENT_BYTES}`, { headers })
      const { byteLength } = await response.arrayBuffer()
      if (response.status !== 200 || byteLength !== SEGMENT_BYTES) throw new Error(`${response.status} with ${byteLength} bytes`)
      fetched++
    }
  })
  const failed = Promise.all(viewers).then(() => undefined)
  const meanwhile = async (step: Promise<unknown>): Promise<void> => { await Promise.race([step, failed]) }
  const serves = async (upstream: VideoUpstream): Promise<void> => {
    const before = upstream.requests.length
    await meanwhile(until(() => upstream.requests.length >= before + 50))
  }

  for (const upstream of upstreams) await serves(upstream)
  await going.stop()
  await meanwhile(until(async () => await read(adminUrl, 'upstreams_ejected') === 1))
  for (const upstream of staying) await serves(upstream)
  const back = await startVideoUpstream({ port: Number(new URL(going.url).port) })
  t.teardown(back.stop)
  await meanwhile(until(async () => await read(adminUrl, 'upstreams_ejected') === 0))
  await serves(back)
  playing.abort()
  await failed

  t.ok(fetched > 50 * upstreams.length, `${fetched} segments, each whole`)
  t.equal(back.requests[0]?.method, 'HEAD', 'the first to ask again was the gate')
  t.equal(await read(adminUrl, 'upstream_ejections_total'), 1)
  t.ok(await read(adminUrl, 'upstream_redispatches_total') >= 3)
  const said = gate.lines.map(line => JSON.parse(line) as { event?: string, upstream?: string })
  t.match(said.filter(({ event }) => event?.startsWith('upstream')), [{ event: 'upstreamEjected', upstream: going.url }, { event: 'upstreamReadmitted', upstream: going.url }])
})

async function read (adminUrl: string, name: string): Promise<number> {
  return await readMetric(adminUrl, `streamgate_${name}`)
}

import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import t from 'tap'
import { readMetric } from '../../fixtures/read-metric.js'
import { startFaultyLink, type FaultyLink, type Weather } from '../../fixtures/start-faulty-link.js'
import { startGate } from '../../fixtures/start-gate.js'
import { startOrigin } from '../../fixtures/start-origin.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { callStreams } from '../../fixtures/streams-client.js'
import { until } from '../../fixtures/until.js'

/** How many schedules of faults are tried; more by the environment. */
const RUNS = Number(process.env['FAULT_SCHEDULES'] ?? 2)
const GATES = 3
const LIMIT = 2
const EXPIRY_SECONDS = 2
const GRACE_SECONDS = 2

t.setTimeout(120_000 + RUNS * 120_000)

const gate = fc.nat(GATES - 1)
const viewer = fc.constantFrom('ann', 'bob')
const STEP = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constant('acquire' as const), gate, viewer }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('release' as const), gate, viewer }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('weather' as const), gate, weather: fc.constantFrom<Weather>('fair', 'fair', 'silent', 'answers lost', 'cut', 'torn') }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('flush' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('repeat' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('restart' as const), gate, signal: fc.constantFrom('SIGKILL' as const, 'SIGTERM' as const) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 50, max: 2500 }) }) }
)

interface Post {
  readonly link: FaultyLink
  gate: Awaited<ReturnType<typeof startGate>>
}

const origin = await startOrigin()
t.teardown(origin.stop)

t.test('whatever fails, in whatever order: never over the limit, and no slot is kept for ever', async t => {
  await fc.assert(fc.asyncProperty(fc.array(STEP, { minLength: 10, maxLength: 25 }), runSchedule), {
    numRuns: RUNS,
    // The first is one that goes wrong wherever slots are not kept for a gate that is cut off.
    examples: [[[
      { what: 'acquire', gate: 0, viewer: 'ann' },
      { what: 'acquire', gate: 0, viewer: 'ann' },
      { what: 'weather', gate: 0, weather: 'silent' },
      // Short ones, for streams are played after each step.
      ...Array.from({ length: 8 }, () => ({ what: 'wait' as const, ms: 300 })),
      { what: 'acquire', gate: 1, viewer: 'ann' },
      { what: 'acquire', gate: 2, viewer: 'ann' }
    ]]],
    // A schedule that fails is told whole; trying smaller ones would take longer than reading it.
    endOnFailure: true
  })
  t.pass(`${RUNS} schedules`)
})

async function runSchedule (steps: ReadonlyArray<typeof STEP extends fc.Arbitrary<infer Step> ? Step : never>): Promise<void> {
  const redis = await startRedis()
  const operator = new Redis(redis.url)
  const monitor = await operator.monitor()
  let repeating = false
  monitor.on('monitor', (_time: string, args: string[], _source: string, database: string) => {
    // Delivered twice, as by a network that does not know that it has delivered it.
    if (repeating && database !== 'lua' && /^evalsha$/i.test(args[0] ?? '') && !args[3]?.endsWith('gates')) operator.call('EVALSHA', ...args.slice(1)).catch(() => {})
  })
  const posts: Post[] = []
  /** By viewer: tokens, and the gate through which each is played. */
  const held = new Map<string, Map<string, number>>([['ann', new Map()], ['bob', new Map()]])
  try {
    for (let index = 0; index < GATES; index++) {
      const link = await startFaultyLink({ port: redis.port })
      posts.push({ link, gate: await start(link) })
    }
    for (const step of steps) {
      await take(step)
      await checkLimit()
    }
    repeating = false
    for (const { link } of posts) link.become('fair')
    await allWell()
    await wait((EXPIRY_SECONDS + GRACE_SECONDS + 2) * 1000)
    for (const session of held.keys()) {
      for (let stream = 1; stream <= LIMIT; stream++) {
        const { status } = await callStreams(urlOf(stream), { session })
        if (status !== 200) throw new Error(`${session} got ${stream - 1} of ${LIMIT} streams: a slot is kept for ever`)
      }
    }
  } finally {
    monitor.disconnect()
    operator.disconnect()
    for (const { gate } of posts) gate.signal('SIGKILL')
    await Promise.all(posts.map(async ({ link, gate }) => { await Promise.all([link.stop(), gate.ended]) }))
    await redis.stop()
  }

  async function take (step: (typeof steps)[number]): Promise<void> {
    switch (step.what) {
      case 'acquire': {
        const { token } = await callStreams(urlOf(step.gate), { session: step.viewer })
        if (token !== undefined) held.get(step.viewer)?.set(token, step.gate)
        return
      }
      case 'release': {
        // A gate that is cut off does not hear of a release: that it may play on for the grace is declared.
        await allWell()
        const [token] = held.get(step.viewer)?.keys() ?? []
        if (token === undefined) return
        await callStreams(urlOf(step.gate), { session: step.viewer, token, method: 'DELETE' })
        held.get(step.viewer)?.delete(token)
        for (const { gate } of posts) {
          await until(async () => await watch(gate.ready.url, token) === 401)
        }
        return
      }
      case 'weather':
        posts[step.gate]?.link.become(step.weather)
        return
      case 'flush':
        // That data is lost while a gate is cut off is declared, too.
        await allWell()
        await operator.flushall()
        return
      case 'repeat':
        repeating = !repeating
        return
      case 'restart': {
        const post = posts[step.gate]
        if (post === undefined) return
        post.gate.signal(step.signal)
        await post.gate.ended
        post.gate = await start(post.link)
        return
      }
      case 'wait':
        await wait(step.ms)
    }
  }

  /** Plays every stream that was ever granted: as many as are answered play at once. */
  async function checkLimit (): Promise<void> {
    for (const [session, tokens] of held) {
      const playing = new Set<string>()
      await Promise.all([...tokens].map(async ([token, home]) => {
        if (await watch(urlOf(home), token) === 200) playing.add(token)
      }))
      if (playing.size > LIMIT) throw new Error(`${session} watches ${playing.size} streams at once`)
    }
  }

  /** Waits until every gate that can reach Redis does, and hears there. */
  async function allWell (): Promise<void> {
    for (const { link } of posts) link.become('fair')
    for (const { gate: { ready: { adminUrl } } } of posts) {
      await until(async () => await readMetric(adminUrl, 'streamgate_store_available') === 1 && await readMetric(adminUrl, 'streamgate_store_subscribed') === 1, 50)
    }
    // What was lost is being restored, and what was believed while deaf is no more.
    await wait(2500)
  }

  function urlOf (index: number): string {
    return posts[index % GATES]?.gate.ready.url ?? ''
  }
}

async function start (link: FaultyLink) {
  return await startGate({
    flags: ['--upstream', origin.ready, '--redis-url', `redis://127.0.0.1:${link.port}`, '--redis-connect-timeout', '1', '--limit', String(LIMIT),
      '--expiry', String(EXPIRY_SECONDS), '--outage-grace', String(GRACE_SECONDS), '--acquire-rate', '0', '--log-level', 'info']
  })
}

async function watch (url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/main.m3u8`, { headers: { 'X-Stream-Token': token } })
  await response.arrayBuffer()
  return response.status
}

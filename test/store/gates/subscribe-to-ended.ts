import { Redis } from 'ioredis'
import t from 'tap'
import type { Ended } from '../../../src/domain/stream.js'
import { writeEnded } from '../../../src/store/gates/ended-message.js'
import { subscribeToEnded, type EndedSubscription } from '../../../src/store/gates/subscribe-to-ended.js'
import { connectSubscriber } from '../../../src/store/redis/connect-subscriber.js'
import { collectLog } from '../../fixtures/collect-log.js'
import { redisSettings } from '../../fixtures/redis-settings.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { systemClock } from '../../fixtures/system-clock.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(60_000)

const CHANNEL = 'test:ended'
const token = '01234567-89ab-4cde-8f01-23456789abcd'
const server = await startRedis()
const operator = new Redis(server.port, server.host)
t.teardown(async () => {
  operator.disconnect()
  await server.stop()
})

t.test('receives messages from the start of the subscription, and calls every listener', async t => {
  const beforeMs = systemClock.nowMs()
  const { ends, log } = open(t)
  t.same(ends.subscription(), { sinceMs: undefined, lostMs: -Infinity }, 'deaf at first')
  await ends.attempted
  const { sinceMs, lostMs } = ends.subscription()
  t.ok(sinceMs !== undefined && sinceMs >= beforeMs && sinceMs <= systemClock.nowMs())
  t.equal(lostMs, -Infinity)
  const heard: Ended[] = []
  ends.onEnded(ended => { heard.push(ended) })
  ends.onEnded(ended => { heard.push(ended) })
  await operator.publish(CHANNEL, 'nothing of ours')
  await operator.publish('another', writeEnded({ token, reason: 'expired' }))
  await operator.publish(CHANNEL, writeEnded({ token, reason: 'released' }))
  await until(() => heard.length > 0)
  t.same(heard, [{ token, reason: 'released' }, { token, reason: 'released' }])
  t.same(log.lines, [])
})

t.test('subscribes again after its connection broke, and reports since when', async t => {
  const { ends, log } = open(t)
  await ends.attempted
  const { sinceMs: firstMs = Infinity } = ends.subscription()
  await operator.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await until(() => ends.subscription().lostMs > firstMs)
  const { sinceMs } = await until(() => isSubscribed(ends))
  t.ok(sinceMs >= ends.subscription().lostMs)
  t.match(log.lines, [/^warn: not subscribed to ended streams/, 'info: subscribed to ended streams again'])
})

t.test('detects a half-open connection, lost since its unanswered ping', async t => {
  const { ends, log } = open(t)
  await ends.attempted
  const frozenMs = systemClock.nowMs()
  server.pause()
  t.teardown(server.resume)
  await until(() => ends.subscription().sinceMs === undefined)
  t.ok(ends.subscription().lostMs >= frozenMs && ends.subscription().lostMs < systemClock.nowMs())
  const { lostMs } = ends.subscription()
  server.resume()
  const { sinceMs } = await until(() => isSubscribed(ends))
  t.ok(sinceMs > lostMs)
  t.equal(ends.subscription().lostMs, lostMs)
  t.match(log.lines, [/^warn: not subscribed to ended streams.*\(ping timed out\)/, 'info: subscribed to ended streams again'])
})

t.test('pings its connection while there are no messages', async t => {
  const { ends } = open(t)
  await ends.attempted
  const { sinceMs } = ends.subscription()
  const pings = async (): Promise<number> => Number(/cmdstat_ping:calls=(\d+)/.exec(await operator.info('commandstats'))?.[1] ?? 0)
  const before = await pings()
  await until(async () => await pings() >= before + 3, 50)
  t.equal(ends.subscription().sinceMs, sinceMs)
})

t.test('stays unsubscribed and logs why when it has no permission', async t => {
  await operator.call('ACL', 'SETUSER', 'mute', 'on', '>secret', '~*', '+@all', 'resetchannels')
  const { ends, log } = open(t, { username: 'mute', password: 'secret' })
  await ends.attempted
  t.same(ends.subscription(), { sinceMs: undefined, lostMs: -Infinity })
  t.match(log.lines, [/^warn: not subscribed to ended streams, they are noticed late \(NOPERM/])
  await operator.call('ACL', 'SETUSER', 'mute', 'allchannels')
  await until(() => isSubscribed(ends))
  t.equal(log.lines.at(-1), 'info: subscribed to ended streams again')
})

t.test('receives nothing after it is closed', async t => {
  const { ends, log } = open(t)
  await ends.attempted
  ends.close()
  t.equal(ends.subscription().sinceMs, undefined)
  t.type(ends.subscription().lostMs, 'number')
  await until(async () => !(await operator.pubsub('NUMSUB', CHANNEL) as unknown[])[1])
  t.same(log.lines, [])
})

function open (t: { teardown: (close: () => void) => void }, given: { username?: string, password?: string } = {}): { ends: EndedSubscription, log: ReturnType<typeof collectLog> } {
  const log = collectLog()
  const connect = connectSubscriber({ redis: redisSettings({ port: server.port, ...given }), commands: operator, first: 0 })
  const ends = subscribeToEnded({ clock: systemClock, log, channel: CHANNEL, connect })
  t.teardown(ends.close)
  return { ends, log }
}

function isSubscribed (ends: EndedSubscription): { sinceMs: number } | undefined {
  const { sinceMs } = ends.subscription()
  return sinceMs === undefined ? undefined : { sinceMs }
}

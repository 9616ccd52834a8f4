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

t.setTimeout(300_000)

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
  const { ended, log } = open(t)
  t.same(ended.subscription(), { sinceMs: undefined, lostMs: -Infinity }, 'unsubscribed at first')
  await ended.attempted
  const { sinceMs, lostMs } = ended.subscription()
  t.ok(sinceMs !== undefined && sinceMs >= beforeMs && sinceMs <= systemClock.nowMs())
  t.equal(lostMs, -Infinity)
  const received: Ended[] = []
  ended.onEnded(one => { received.push(one) })
  ended.onEnded(one => { received.push(one) })
  await operator.publish(CHANNEL, 'nothing of ours')
  await operator.publish('another', writeEnded({ token, reason: 'expired' }))
  await operator.publish(CHANNEL, writeEnded({ token, reason: 'released' }))
  await until(() => received.length > 0)
  t.same(received, [{ token, reason: 'released' }, { token, reason: 'released' }])
  t.same(log.lines, [])
})

t.test('subscribes again after its connection broke, and reports since when', async t => {
  const { ended, log } = open(t)
  await ended.attempted
  const { sinceMs: firstMs = Infinity } = ended.subscription()
  await operator.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await until(() => ended.subscription().lostMs > firstMs)
  const { sinceMs } = await until(() => isSubscribed(ended))
  t.ok(sinceMs >= ended.subscription().lostMs)
  t.match(log.lines, [/^warn: not subscribed to ended streams/, 'info: subscribed to ended streams again'])
})

t.test('detects a half-open connection, lost since its unanswered ping', async t => {
  const { ended, log } = open(t)
  await ended.attempted
  const frozenMs = systemClock.nowMs()
  server.pause()
  t.teardown(server.resume)
  await until(() => ended.subscription().sinceMs === undefined)
  t.ok(ended.subscription().lostMs >= frozenMs && ended.subscription().lostMs < systemClock.nowMs())
  const { lostMs } = ended.subscription()
  server.resume()
  const { sinceMs } = await until(() => isSubscribed(ended))
  t.ok(sinceMs > lostMs)
  t.equal(ended.subscription().lostMs, lostMs)
  t.match(log.lines, [/^warn: not subscribed to ended streams.*\(ping timed out\)/, 'info: subscribed to ended streams again'])
})

t.test('pings its connection while there are no messages', async t => {
  const { ended } = open(t)
  await ended.attempted
  const { sinceMs } = ended.subscription()
  const pings = async (): Promise<number> => Number(/cmdstat_ping:calls=(\d+)/.exec(await operator.info('commandstats'))?.[1] ?? 0)
  const before = await pings()
  await until(async () => await pings() >= before + 3, 50)
  t.equal(ended.subscription().sinceMs, sinceMs)
})

t.test('stays unsubscribed and logs why when it has no permission', async t => {
  await operator.call('ACL', 'SETUSER', 'mute', 'on', '>secret', '~*', '+@all', 'resetchannels')
  const { ended, log } = open(t, { username: 'mute', password: 'secret' })
  await ended.attempted
  t.same(ended.subscription(), { sinceMs: undefined, lostMs: -Infinity })
  t.match(log.lines, [/^warn: not subscribed to ended streams, they are noticed late \(NOPERM/])
  await operator.call('ACL', 'SETUSER', 'mute', 'allchannels')
  await until(() => isSubscribed(ended))
  t.equal(log.lines.at(-1), 'info: subscribed to ended streams again')
})

t.test('receives nothing after it is closed', async t => {
  const { ended, log } = open(t)
  await ended.attempted
  ended.close()
  t.equal(ended.subscription().sinceMs, undefined)
  t.type(ended.subscription().lostMs, 'number')
  await until(async () => !(await operator.pubsub('NUMSUB', CHANNEL) as unknown[])[1])
  t.same(log.lines, [])
})

function open (t: { teardown: (close: () => void) => void }, given: { username?: string, password?: string } = {}): { ended: EndedSubscription, log: ReturnType<typeof collectLog> } {
  const log = collectLog()
  const connect = connectSubscriber({ redis: redisSettings({ port: server.port, ...given }), commands: operator, first: 0 })
  const ended = subscribeToEnded({ clock: systemClock, log, channel: CHANNEL, connect })
  t.teardown(ended.close)
  return { ended, log }
}

function isSubscribed (ended: EndedSubscription): { sinceMs: number } | undefined {
  const { sinceMs } = ended.subscription()
  return sinceMs === undefined ? undefined : { sinceMs }
}

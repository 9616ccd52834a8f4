import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import t from 'tap'
import { collectLog } from '../../fixtures/collect-log.js'
import { openTestStore } from '../../fixtures/open-test-store.js'
import { startRedis } from '../../fixtures/start-redis.js'
import { until } from '../../fixtures/until.js'

t.setTimeout(300_000)

const RULES = (/^ {2}ACL SETUSER gate (on .*)$/m.exec(readFileSync('docs/OPERATIONS.md', 'utf8'))?.[1] ?? '').split(' ')
let users = 0
const ACQUIRE = { viewer: 'ada', limit: 1, expirySeconds: 60 }

const server = await startRedis()
const operator = new Redis(server.port)
t.teardown(async () => {
  operator.disconnect()
  await server.stop()
})

/** Does everything that a gate does, as this user. Resolves to what it lacked, undefined for nothing. */
async function work (rules: readonly string[]): Promise<string | undefined> {
  // A user and keys of its own, so that many can be tried at once.
  const username = `gate${users++}`
  const keyPrefix = `${username}:`
  await operator.call('ACL', 'SETUSER', username, 'reset', ...rules.map(rule => rule.replace('streamgate:', keyPrefix)))
  const log = collectLog()
  const complaint = (): string | undefined => log.lines.find(line => /failed|not subscribed|cannot be reached|refuses/.test(line))
  const opened: Array<() => Promise<void>> = []
  const t = { teardown: (close: () => Promise<void>) => { opened.push(close) } }
  const settings = { port: server.port, username, password: 'secret', keyPrefix, connectTimeoutMs: 500, log }
  try {
    const store = await openTestStore(t, settings)
    const other = await openTestStore(t, { ...settings, graceMs: 0 })
    await store.ping()
    const acquired = await store.acquire(ACQUIRE)
    if (!acquired.granted) return 'granted nothing'
    const { token, restoreState = '' } = acquired.stream
    let heard = 0
    store.onEnded(() => { heard++ })
    if (await until(() => store.subscription().sinceMs !== undefined || log.lines.some(line => line.includes('not subscribed'))) && store.subscription().sinceMs === undefined) return 'heard nothing'
    if (await other.find(token) === undefined || await store.renew(token, 60) === undefined) return 'lost a stream'
    await until(async () => await store.countActive() === 1 || log.lines.some(line => line.includes('index of active streams')))
    await other.close()
    await store.release(token)
    await until(() => heard > 0)
    await store.release(token)
    await store.restore({ token, viewer: 'ada', restoreState }, { limit: 1, lifeMs: 1000 })
    // What has expired is dropped by the next question.
    await store.acquire({ ...ACQUIRE, expirySeconds: 0.01 })
    await until(async () => complaint() !== undefined || await store.acquire(ACQUIRE).then(({ granted }) => granted))
    return complaint()
  } catch (error) {
    return String(error)
  } finally {
    for (const close of opened) await close()
  }
}

t.test('the user in the documentation may do all that a gate does', async t => {
  t.ok(RULES.length > 15)
  t.equal(await work(RULES), undefined)
})

t.test('and nothing that it does not need', async t => {
  await Promise.all(RULES.filter(rule => rule.startsWith('+')).map(async command => {
    t.type(await work(RULES.filter(rule => rule !== command)), 'string', `without ${command}`)
  }))
})

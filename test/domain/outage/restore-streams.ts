import t from 'tap'
import { StreamMemory } from '../../../src/domain/memory/stream-memory.js'
import { allowInGrace } from '../../../src/domain/outage/allow-in-grace.js'
import { restoreStreams } from '../../../src/domain/outage/restore-streams.js'
import type { StreamStore } from '../../../src/domain/stream-store.js'
import type { Stream } from '../../../src/domain/stream.js'
import { holdClock } from '../../fixtures/hold-clock.js'

const TOKEN = 'a token'
const LOST = { token: TOKEN, viewer: 'ann', restoreState: '1:tv' }

/** A gate that verified a stream at 0, for 30 s. Its store has lost it and records calls of `restore`. */
function start ({ watermarkMs = -Infinity, isRestorable = true, isHealthy = false, refuses = false, appears = false } = {}) {
  const clock = holdClock()
  const memory = new StreamMemory(() => ({ sinceMs: -Infinity, lostMs: -Infinity }))
  const known = memory.put({ token: TOKEN, viewer: 'ann', remainingMs: 30_000, restoreState: isRestorable ? '1:tv' : undefined }, 0)
  if (known === undefined) throw new Error('not cached')
  const restores: unknown[] = []
  let lookupsAfterReclaim = 0
  const stream: Stream = { ...LOST, remainingMs: 30_000 }
  const store: Pick<StreamStore, 'find' | 'renew' | 'restore' | 'reclaimed'> = {
    find: async () => lookupsAfterReclaim > 0 ? stream : undefined,
    renew: async () => lookupsAfterReclaim > 0 ? { stream, active: 1 } : undefined,
    reclaimed: async () => { if (appears) lookupsAfterReclaim++; return appears },
    restore: async (lost, { limit, lifeMs }) => {
      restores.push([lost, limit, lifeMs])
      return refuses ? undefined : { stream: { ...LOST, remainingMs: lifeMs }, active: 2 }
    }
  }
  let restored = 0
  const allowsInGrace = allowInGrace({ mode: 'known', graceMs: 60_000, watermarkMs: () => watermarkMs })
  const restoring = restoreStreams({ store, memory, clock, limit: 3, expirySeconds: 30, allowsInGrace, isHealthy: () => isHealthy, onRestored: () => { restored++ } })
  return { clock, memory, known, restores, restoring, restored: () => restored }
}

t.test('a lookup restores a known stream with its remaining life', async t => {
  const { clock, restores, restoring, restored } = start()
  clock.advance(10_000)
  t.match(await restoring.find(TOKEN), { remainingMs: 20_000 })
  t.same(restores, [[LOST, 3, 20_000]])
  t.equal(restored(), 1)
})

t.test('a renewal restores a known stream with a full life', async t => {
  const { clock, restores, restoring } = start()
  clock.advance(10_000)
  t.match(await restoring.renew(TOKEN, 30), { active: 2, stream: { remainingMs: 30_000 } })
  t.same(restores, [[LOST, 3, 30_000]])
})

t.test('a stream in use during the outage is restored as if it had been renewed', async t => {
  const { clock, known, restores, restoring } = start()
  clock.advance(50_000)
  known.usedAtMs = 45_000
  t.match(await restoring.find(TOKEN), { remainingMs: 25_000 })
  known.usedAtMs = 20_000
  t.equal(await restoring.find(TOKEN), undefined, 'a stream that was not in use has no life left')
  t.equal(restores.length, 1)
})

t.test('a stream that expires while the gate is healthy is not restored', async t => {
  const { clock, restoring, restores } = start({ isHealthy: true })
  clock.advance(29_999)
  t.ok(await restoring.renew(TOKEN, 30), 'a stream that was lost before its end is restored')
  clock.advance(1)
  t.equal(await restoring.renew(TOKEN, 30), undefined)
  t.equal(restores.length, 1)
})

t.test('a stream that expired before the outage, or has no restore state, is not restored', async t => {
  const expired = start({ watermarkMs: 30_000 })
  expired.clock.advance(30_000)
  t.equal(await expired.restoring.renew(TOKEN, 30), undefined)
  const kept = start({ isRestorable: false })
  t.equal(await kept.restoring.renew(TOKEN, 30), undefined)
  t.same([...expired.restores, ...kept.restores], [])
  const refused = start({ refuses: true })
  t.equal(await refused.restoring.renew(TOKEN, 30), undefined)
  t.equal(refused.restored(), 0)
})

t.test('a stream of another gate is looked up once more after a reclaim period', async t => {
  const known = start({ appears: true })
  known.memory.end(TOKEN, 'expired', 0)
  t.match(await known.restoring.find(TOKEN), { viewer: 'ann' })
  const other = start({ appears: true })
  other.memory.end(TOKEN, 'expired', 0)
  t.match(await other.restoring.renew(TOKEN, 30), { active: 1 })
  const later = start()
  later.memory.end(TOKEN, 'expired', 0)
  t.equal(await later.restoring.find(TOKEN), undefined)
  t.same([...known.restores, ...other.restores, ...later.restores], [])
})

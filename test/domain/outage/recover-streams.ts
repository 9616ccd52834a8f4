import t from 'tap'
import type { KnownStream } from '../../../src/domain/memory/known-stream.js'
import { StreamMemory } from '../../../src/domain/memory/stream-memory.js'
import { allowInGrace } from '../../../src/domain/outage/allow-in-grace.js'
import { recoverStreams, BATCH_INTERVAL_MS, BATCH_SIZE_MAX } from '../../../src/domain/outage/recover-streams.js'
import { holdClock } from '../../fixtures/hold-clock.js'

/** A gate that knows streams, and its lookups, which the test resolves. */
function recovering (count: number) {
  const clock = holdClock()
  const memory = new StreamMemory(() => ({ sinceMs: -Infinity, lostMs: -Infinity }))
  const put = (index: number): void => { memory.put({ token: `stream ${index}`, viewer: 'ann', remainingMs: 30_000 }, clock.nowMs()) }
  for (let index = 0; index < count; index++) put(index)
  const lookups: KnownStream[] = []
  const refresh = (known: KnownStream): void => {
    known.lookupInFlight = true
    lookups.push(known)
  }
  const { start, isRunning, stop } = recoverStreams({
    memory,
    clock,
    allowsInGrace: allowInGrace({ mode: 'known', graceMs: 60_000, watermarkMs: () => 10_000 })
  })
  return {
    clock,
    memory,
    recovery: { start: () => { start(refresh) }, isRunning, stop },
    lookups,
    respond: () => {
      for (const known of lookups.splice(0)) {
        known.lookupInFlight = false
        memory.put({ token: known.token, viewer: 'ann', remainingMs: 30_000 }, clock.nowMs())
      }
    },
    fail: () => { for (const known of lookups.splice(0)) known.lookupInFlight = false }
  }
}

t.test('looks up every known stream in batches, and ends when all have been looked up', t => {
  const { clock, recovery, lookups, respond } = recovering(BATCH_SIZE_MAX + 10)
  t.equal(recovery.isRunning(), false)
  clock.advance(1)
  recovery.start()
  t.equal(lookups.length, BATCH_SIZE_MAX)
  respond()
  clock.advance(BATCH_INTERVAL_MS)
  t.equal(lookups.length, 10)
  t.equal(recovery.isRunning(), true)
  respond()
  clock.advance(BATCH_INTERVAL_MS)
  t.equal(recovery.isRunning(), false)
  clock.advance(10 * BATCH_INTERVAL_MS)
  t.equal(lookups.length, 0)
  t.end()
})

t.test('repeats lookups that were in flight when it started, and all when it starts again', t => {
  const { clock, recovery, memory, lookups, respond } = recovering(1)
  const known = memory.get('stream 0') as KnownStream
  known.lookupInFlight = true
  clock.advance(1)
  recovery.start()
  t.equal(lookups.length, 0, 'one lookup at a time')
  known.lookupInFlight = false
  clock.advance(BATCH_INTERVAL_MS)
  t.equal(lookups.length, 1)
  respond()
  clock.advance(1)
  recovery.start()
  t.equal(lookups.length, 1)
  t.end()
})

t.test('does not wait for streams that met a fault, ended, or expired before', t => {
  const { clock, recovery, memory, lookups, fail } = recovering(2)
  clock.advance(1)
  recovery.start()
  memory.end('stream 1', 'released', clock.nowMs())
  fail()
  clock.advance(BATCH_INTERVAL_MS)
  t.equal(recovery.isRunning(), false)
  clock.advance(100_000)
  recovery.start()
  t.equal(lookups.length, 0)
  t.equal(recovery.isRunning(), false)
  t.end()
})

t.test('stops immediately', t => {
  const { clock, recovery, lookups } = recovering(BATCH_SIZE_MAX + 10)
  recovery.start()
  recovery.stop()
  lookups.splice(0)
  clock.advance(10 * BATCH_INTERVAL_MS)
  t.equal(lookups.length, 0)
  t.equal(recovery.isRunning(), false)
  t.end()
})

import t from 'tap'
import type { KnownStream } from '../../../src/domain/memory/known-stream.js'
import { StreamMemory } from '../../../src/domain/memory/stream-memory.js'
import { allowInGrace } from '../../../src/domain/outage/allow-in-grace.js'
import { recoverStreams, ROUND_INTERVAL_MS, ROUND_STREAMS_MAX } from '../../../src/domain/outage/recover-streams.js'
import { holdClock } from '../../fixtures/hold-clock.js'

/** A gate that knows streams, and what it is about to ask of each; answers come when they are given. */
function recovering (count: number) {
  const clock = holdClock()
  const memory = new StreamMemory(() => ({ sinceMs: -Infinity, lostMs: -Infinity }))
  const learn = (index: number): void => { memory.put({ token: `stream ${index}`, viewer: 'ann', remainingMs: 30_000 }, clock.nowMs()) }
  for (let index = 0; index < count; index++) learn(index)
  const asked: KnownStream[] = []
  const recovery = recoverStreams({
    memory,
    clock,
    refresh: known => {
      known.lookupInFlight = true
      asked.push(known)
    },
    allowsInGrace: allowInGrace({ mode: 'known', graceMs: 60_000, watermarkMs: () => 10_000 })
  })
  return {
    clock,
    memory,
    recovery,
    asked,
    answer: () => {
      for (const known of asked.splice(0)) {
        known.lookupInFlight = false
        memory.put({ token: known.token, viewer: 'ann', remainingMs: 30_000 }, clock.nowMs())
      }
    },
    fail: () => { for (const known of asked.splice(0)) known.lookupInFlight = false }
  }
}

t.test('asks about every known stream, some at a time, and is done when all have answered', t => {
  const { clock, recovery, asked, answer } = recovering(ROUND_STREAMS_MAX + 10)
  t.equal(recovery.isRunning(), false)
  clock.advance(1)
  recovery.start()
  t.equal(asked.length, ROUND_STREAMS_MAX)
  answer()
  clock.advance(ROUND_INTERVAL_MS)
  t.equal(asked.length, 10)
  t.equal(recovery.isRunning(), true)
  answer()
  clock.advance(ROUND_INTERVAL_MS)
  t.equal(recovery.isRunning(), false)
  clock.advance(10 * ROUND_INTERVAL_MS)
  t.equal(asked.length, 0)
  t.end()
})

t.test('asks again who was asked before it began, and whom a new beginning concerns', t => {
  const { clock, recovery, memory, asked, answer } = recovering(1)
  const known = memory.get('stream 0') as KnownStream
  known.lookupInFlight = true
  clock.advance(1)
  recovery.start()
  t.equal(asked.length, 0, 'one question at a time')
  known.lookupInFlight = false
  clock.advance(ROUND_INTERVAL_MS)
  t.equal(asked.length, 1)
  answer()
  clock.advance(1)
  recovery.start()
  t.equal(asked.length, 1)
  t.end()
})

t.test('waits for nobody that met a fault, ended, or expired before', t => {
  const { clock, recovery, memory, asked, fail } = recovering(2)
  clock.advance(1)
  recovery.start()
  memory.end('stream 1', 'released', clock.nowMs())
  fail()
  clock.advance(ROUND_INTERVAL_MS)
  t.equal(recovery.isRunning(), false)
  clock.advance(100_000)
  recovery.start()
  t.equal(asked.length, 0)
  t.equal(recovery.isRunning(), false)
  t.end()
})

t.test('stops at once', t => {
  const { clock, recovery, asked } = recovering(ROUND_STREAMS_MAX + 10)
  recovery.start()
  recovery.stop()
  asked.splice(0)
  clock.advance(10 * ROUND_INTERVAL_MS)
  t.equal(asked.length, 0)
  t.equal(recovery.isRunning(), false)
  t.end()
})

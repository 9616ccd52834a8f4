import t from 'tap'
import { limitLines } from '../../../src/telemetry/log/limit-lines.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('so many lines of a kind are let through in a second, and the rest is told after it', async t => {
  const clock = holdClock()
  const told: unknown[] = []
  const mayWrite = limitLines<string>({ clock, onSuppressed: (kind, lines) => { told.push([kind, lines]) } })
  t.same(Array.from({ length: 5 }, () => mayWrite('failed', 2)), [true, true, false, false, false])
  t.equal(mayWrite('other', 2), true, 'each kind has its own bound')
  t.same(told, [])
  clock.advance(1000)
  t.same(told, [['failed', 3]])
  t.equal(mayWrite('failed', 2), true)
  clock.advance(1000)
  t.same(told, [['failed', 3]], 'nothing is told twice')
})

t.test('nothing runs while nothing is written', async t => {
  let running = 0
  const clock = holdClock()
  const every = (intervalMs: number, task: () => void): () => void => {
    running++
    const stop = clock.every(intervalMs, task)
    return () => { running--; stop() }
  }
  const mayWrite = limitLines<string>({ clock: { every }, onSuppressed: () => {} })
  t.equal(running, 0)
  mayWrite('failed', 1)
  mayWrite('failed', 1)
  t.equal(running, 1)
  clock.advance(1000)
  t.equal(running, 0)
})

import t from 'tap'
import { limitLines } from '../../../src/telemetry/log/limit-lines.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('lines beyond the limit per second are suppressed and reported afterwards', async t => {
  const clock = holdClock()
  const reported: unknown[] = []
  const mayWrite = limitLines<string>({ clock, onSuppressed: (kind, lines) => { reported.push([kind, lines]) } })
  t.same(Array.from({ length: 5 }, () => mayWrite('failed', 2)), [true, true, false, false, false])
  t.equal(mayWrite('other', 2), true, 'each kind has its own limit')
  t.same(reported, [])
  clock.advance(1000)
  t.same(reported, [['failed', 3]])
  t.equal(mayWrite('failed', 2), true)
  clock.advance(1000)
  t.same(reported, [['failed', 3]], 'suppressed lines are reported once')
})

t.test('no timer runs while no lines are written', async t => {
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

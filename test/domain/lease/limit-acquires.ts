import t from 'tap'
import { limitAcquires, VIEWERS_MAX } from '../../../src/domain/lease/limit-acquires.js'
import { holdClock } from '../../fixtures/hold-clock.js'

t.test('the burst is as large as the rate per second', t => {
  const limited = limitAcquires({ clock: holdClock(), perSecond: 5 })
  t.strictSame(Array.from({ length: 7 }, () => limited('ann')), [0, 0, 0, 0, 0, 1, 1])
  t.end()
})

t.test('the burst refills at the configured rate', t => {
  const clock = holdClock()
  const limited = limitAcquires({ clock, perSecond: 5 })
  for (let i = 0; i < 5; i++) limited('ann')
  clock.advance(199)
  t.equal(limited('ann'), 1)
  clock.advance(1)
  t.equal(limited('ann'), 0)
  t.equal(limited('ann'), 1)
  t.end()
})

t.test('a refused acquire does not count', t => {
  const clock = holdClock()
  const limited = limitAcquires({ clock, perSecond: 1 })
  limited('ann')
  for (let i = 0; i < 100; i++) t.equal(limited('ann'), 1)
  clock.advance(1000)
  t.equal(limited('ann'), 0)
  t.end()
})

t.test('over a minute of continuous acquires, a viewer gets its rate and one burst', t => {
  const clock = holdClock()
  const limited = limitAcquires({ clock, perSecond: 3 })
  let granted = 0
  for (let ms = 0; ms < 60_000; ms += 20) {
    if (limited('ann') === 0) granted++
    clock.advance(20)
  }
  t.ok(granted >= 180 - 3 && granted <= 180 + 3, String(granted))
  t.end()
})

t.test('a rate below one a second allows one acquire and returns the delay of the next', t => {
  const clock = holdClock()
  const limited = limitAcquires({ clock, perSecond: 0.2 })
  t.equal(limited('ann'), 0)
  t.equal(limited('ann'), 5)
  clock.advance(3500)
  t.equal(limited('ann'), 2)
  clock.advance(1500)
  t.equal(limited('ann'), 0)
  t.end()
})

t.test('viewers are limited independently of each other', t => {
  const limited = limitAcquires({ clock: holdClock(), perSecond: 1 })
  t.equal(limited('ann'), 0)
  t.equal(limited('bob'), 0)
  t.end()
})

t.test('0 is unlimited', t => {
  const limited = limitAcquires({ clock: holdClock(), perSecond: 0 })
  for (let i = 0; i < 1000; i++) limited('ann')
  t.equal(limited('ann'), 0)
  t.end()
})

t.test('when too many viewers are tracked, the oldest is dropped and no longer limited', t => {
  const limited = limitAcquires({ clock: holdClock(), perSecond: 1 })
  limited('first')
  t.equal(limited('first'), 1)
  for (let i = 0; i < VIEWERS_MAX; i++) limited(`viewer ${i}`)
  t.equal(limited('first'), 0)
  t.equal(limited(`viewer ${VIEWERS_MAX - 1}`), 1, 'a later one is still tracked')
  t.end()
})

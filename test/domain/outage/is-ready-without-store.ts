import t from 'tap'
import { isReadyWithoutStore } from '../../../src/domain/outage/is-ready-without-store.js'

t.test('a gate is ready without its store for as long as streams can play through it', t => {
  const isReady = isReadyWithoutStore({ mode: 'known', graceMs: 60_000, expirySeconds: 30 })
  t.equal(isReady(0), true)
  t.equal(isReady(89_999), true)
  t.equal(isReady(90_000), false)
  t.equal(isReady(undefined), false, 'and not before it has reached the store')
  t.end()
})

t.test('in the mode deny, a gate is not ready without its store', t => {
  t.equal(isReadyWithoutStore({ mode: 'deny', graceMs: 60_000, expirySeconds: 30 })(0), false)
  t.end()
})

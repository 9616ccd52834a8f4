import t from 'tap'
import { opaqueSession } from '../../src/identity/opaque-session.js'

t.test('a session names its viewer itself, to the letter, and all have the same limit', t => {
  const identify = opaqueSession({ limit: 3 })
  t.strictSame(identify('ann'), { viewer: 'ann', limit: 3 })
  t.strictSame(identify('Ann '), { viewer: 'Ann ', limit: 3 })
  t.end()
})

import t from 'tap'
import { opaqueSession } from '../../src/identity/opaque-session.js'

t.test('the session is the viewer, byte for byte, and all viewers have the same limit', t => {
  const identify = opaqueSession({ limit: 3 })
  t.strictSame(identify('ann'), { viewer: 'ann', limit: 3 })
  t.strictSame(identify('Ann '), { viewer: 'Ann ', limit: 3 })
  t.end()
})

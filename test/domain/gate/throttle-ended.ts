import t from 'tap'
import { STREAK_RESET_MS, refuseUnknown, TRACKED_TOKENS_MAX, throttleEnded } from '../../../src/domain/gate/throttle-ended.js'

/** The reasons for which `count` requests are refused, one every `everyMs`. */
function reasons (refuse: ReturnType<typeof throttleEnded>, count: number, { everyMs = 0, fromMs = 0, token = 'ended' } = {}): string[] {
  return Array.from({ length: count }, (_, i) => refuse(token, fromMs + i * everyMs).refused)
}

t.test('the first consecutive requests are refused as unknown, further ones are throttled', t => {
  const refuse = throttleEnded({ requests: 3 })
  t.strictSame(reasons(refuse, 5), ['token-unknown', 'token-unknown', 'token-unknown', 'too-many-refusals', 'too-many-refusals'])
  t.end()
})

t.test('players that never stop are throttled, however slowly they repeat requests', t => {
  for (const everyMs of [500, 1000, 2000, STREAK_RESET_MS - 1]) {
    const refusals = reasons(throttleEnded({ requests: 20 }), 60, { everyMs })
    t.equal(refusals.indexOf('too-many-refusals'), 20, `every ${everyMs} ms`)
    t.equal(refusals.lastIndexOf('token-unknown'), 19, `every ${everyMs} ms`)
  }
  t.end()
})

t.test('players that stop by themselves are not throttled', t => {
  const refuse = throttleEnded({ requests: 20 })
  t.notOk(reasons(refuse, 17).includes('too-many-refusals'), 'a download that requests all of its segments')
  t.notOk(reasons(refuse, 8, { everyMs: 4000, token: 'other' }).includes('too-many-refusals'), 'a player that requests each segment twice')
  t.end()
})

t.test('a token without requests for a while starts a new streak', t => {
  const refuse = throttleEnded({ requests: 2 })
  reasons(refuse, 5)
  t.equal(refuse('ended', STREAK_RESET_MS - 1).refused, 'too-many-refusals')
  t.strictSame(reasons(refuse, 3, { fromMs: 2 * STREAK_RESET_MS - 1 }), ['token-unknown', 'token-unknown', 'too-many-refusals'])
  t.end()
})

t.test('tokens are throttled independently of each other', t => {
  const refuse = throttleEnded({ requests: 1 })
  reasons(refuse, 9)
  t.equal(refuse('other', 0).refused, 'token-unknown')
  t.end()
})

t.test('0 throttles no token', t => {
  const refuse = throttleEnded({ requests: 0 })
  t.equal(refuse, refuseUnknown)
  t.strictSame([...new Set(reasons(refuse, 1000))], ['token-unknown'])
  t.end()
})

t.test('refusals are shared objects, not created per request', t => {
  const refuse = throttleEnded({ requests: 1 })
  t.equal(refuse('a', 0), refuse('b', 0))
  t.equal(refuse('a', 0), refuse('b', 0))
  t.end()
})

t.test('when too many tokens are tracked, the oldest is dropped and no longer throttled', t => {
  const refuse = throttleEnded({ requests: 1 })
  reasons(refuse, 2, { token: 'first' })
  for (let i = 0; i < TRACKED_TOKENS_MAX - 1; i++) refuse(`token ${i}`, 0)
  t.equal(refuse('first', 0).refused, 'too-many-refusals', 'the maximum number of tokens')
  for (let i = 0; i < TRACKED_TOKENS_MAX; i++) refuse(`later ${i}`, 0)
  t.equal(refuse('first', 0).refused, 'token-unknown')
  t.equal(refuse(`later ${TRACKED_TOKENS_MAX - 1}`, 0).refused, 'too-many-refusals', 'a later one is still tracked')
  t.end()
})

t.test('during a flood, a token with a running streak is kept while finished streaks are dropped', t => {
  const refuse = throttleEnded({ requests: 1 })
  reasons(refuse, 2, { token: 'never stops' })
  for (let round = 1; round <= 20; round++) {
    const nowMs = round * STREAK_RESET_MS / 2
    for (let i = 0; i < TRACKED_TOKENS_MAX / 10; i++) refuse(`${round} ${i}`, nowMs)
    t.equal(refuse('never stops', nowMs).refused, 'too-many-refusals')
  }
  t.end()
})

import t from 'tap'
import type { Endpoint } from '../../../src/proxy/pool/endpoint.js'
import { RetryPolicy } from '../../../src/proxy/pool/retry-policy.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { makeEndpoints } from '../../fixtures/make-endpoints.js'

function open ({ repeatable = true } = {}) {
  const ejected: string[] = []
  const endpoints = makeEndpoints(3, holdClock(), ejected) as [Endpoint, Endpoint, Endpoint]
  const closedBeforeResponse = new WeakMap<Error, { isReused: boolean }>()
  const observed: string[] = []
  const policy = new RetryPolicy({
    pool: { hasOther: avoid => avoid.size < endpoints.length },
    closedBeforeResponse,
    observe: { retried: () => { observed.push('retried') }, redispatched: () => { observed.push('redispatched') } }
  }, { host: 'a.test', repeatable })
  /** The error of a connection that closed before a response. */
  const closed = (isReused: boolean): Error => {
    const error = new Error('closed')
    closedBeforeResponse.set(error, { isReused })
    return error
  }
  return { endpoints, ejected, observed, policy, closed }
}

t.test('a request that was not sent is redispatched until all endpoints were tried, repeatable or not', async t => {
  for (const repeatable of [true, false]) {
    const { endpoints, policy, observed, ejected } = open({ repeatable })
    t.equal(policy.avoid, undefined)
    t.same(endpoints.map(endpoint => policy.shouldRetry(new Error('refused'), endpoint, false)), [true, true, false])
    t.same([...policy.avoid ?? []], endpoints)
    t.same(observed, ['redispatched', 'redispatched'])
    t.equal(ejected.length, 3, 'each failure counts against its endpoint')
  }
})

t.test('a repeatable request is retried once when a reused connection closed before a response', async t => {
  const { endpoints: [first, second], policy, observed, ejected, closed } = open()
  t.equal(policy.shouldRetry(closed(true), first, true), true)
  t.equal(policy.avoid, undefined, 'on any endpoint')
  t.same(ejected, [], 'which is no failure of the endpoint')
  t.equal(policy.shouldRetry(closed(true), second, true), false)
  t.same(observed, ['retried'])
})

t.test('a repeatable request is redispatched once when a fresh connection closed before a response', async t => {
  const { endpoints: [first, second], policy, observed, ejected, closed } = open()
  t.equal(policy.shouldRetry(closed(false), first, true), true)
  t.same([...policy.avoid ?? []], [first])
  t.equal(ejected.length, 1)
  t.equal(policy.shouldRetry(closed(false), second, true), false)
  t.same(observed, ['redispatched'])
})

t.test('after a repeat, a request that could not be sent is still redispatched', async t => {
  const { endpoints: [first, second], policy, closed } = open()
  t.equal(policy.shouldRetry(closed(true), first, true), true)
  t.equal(policy.shouldRetry(new Error('refused'), second, false), true)
})

t.test('a request that was sent is not retried if it is not repeatable, or a byte of the response arrived', async t => {
  const { endpoints: [first], policy, observed, ejected, closed } = open({ repeatable: false })
  t.equal(policy.shouldRetry(closed(true), first, true), false)
  t.equal(open().policy.shouldRetry(new Error('reset after a byte'), first, true), false)
  t.same(observed, [])
  t.equal(ejected.length, 1, 'but counts against its endpoint')
})

t.test('a request that undici rejects is not retried and counts against no endpoint', async t => {
  const { endpoints: [first], policy, ejected } = open()
  t.equal(policy.shouldRetry(Object.assign(new Error('invalid path'), { code: 'UND_ERR_INVALID_ARG' }), first, false), false)
  t.same(ejected, [])
})

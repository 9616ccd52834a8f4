import t, { type Test } from 'tap'
import { EndpointPool, type AcquireOptions, type Acquisition } from '../../../src/proxy/pool/endpoint-pool.js'
import type { Endpoint } from '../../../src/proxy/pool/endpoint.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { makeEndpoints } from '../../fixtures/make-endpoints.js'

const TIMEOUT_MS = 1000

function open (t: Test, { count = 2, capacity = 1, maxPending = 10 } = {}) {
  const clock = holdClock()
  const endpoints = makeEndpoints(count, clock)
  const observed: string[] = []
  const pool = new EndpointPool(endpoints, {
    capacity,
    maxPending,
    pendingTimeoutMs: TIMEOUT_MS,
    clock,
    observe: { pendingBegun: () => { observed.push('begun') }, pendingEnded: () => { observed.push('ended') } }
  })
  t.teardown(async () => { await pool.close() })
  /** Results in order: the name of a request and its endpoint, or `busy`. */
  const results: string[] = []
  return {
    clock,
    endpoints,
    observed,
    pool,
    results,
    acquire: (name: string, options: Partial<AcquireOptions> = {}): Acquisition => pool.acquire({
      onReady: endpoint => { results.push(`${name} ${endpoint.address.port}`) },
      onBusy: () => { results.push(`${name} busy`) },
      ...options
    })
  }
}

/** Capacity that was released is granted in a microtask. */
async function granted (): Promise<void> {
  await new Promise(resolve => { setImmediate(resolve) })
}

t.test('capacity is granted before acquire returns, at the endpoint with the fewest requests in flight', async t => {
  const { acquire, results, endpoints } = open(t, { capacity: 2 })
  const [first, second] = [acquire('a'), acquire('b')]
  t.same(endpoints.map(({ inFlight }) => inFlight), [1, 1])
  t.equal(results.length, 2)
  second.release()
  t.equal(second.endpoint, undefined)
  const third = acquire('c')
  t.not(third.endpoint, first.endpoint, 'the other has one request already')
})

t.test('the handle is passed to onReady too, which may release it', async t => {
  const { acquire, endpoints } = open(t, { count: 1 })
  let during: Endpoint | undefined
  const acquisition = acquire('a', {
    onReady: (endpoint, acquired) => {
      during = acquired.endpoint
      t.equal(during, endpoint)
      acquired.release()
    }
  })
  t.equal(during, endpoints[0])
  t.equal(acquisition.endpoint, undefined)
  t.equal(endpoints[0]?.inFlight, 0)
})

t.test('requests without capacity wait in a queue, first in, first out', async t => {
  const { acquire, results, observed } = open(t, { count: 1 })
  const first = acquire('a')
  const second = acquire('b')
  acquire('c')
  t.same(results, ['a 1'])
  t.equal(second.endpoint, undefined)
  first.release()
  await granted()
  t.same(results, ['a 1', 'b 1'])
  t.equal(second.endpoint?.address.port, 1)
  second.release()
  await granted()
  t.same(results, ['a 1', 'b 1', 'c 1'])
  t.same(observed, ['begun', 'begun', 'ended', 'ended'])
})

t.test('a full queue and a timeout call onBusy', async t => {
  const { acquire, results, clock, observed } = open(t, { count: 1, maxPending: 1 })
  const first = acquire('a')
  const second = acquire('b')
  acquire('c')
  t.same(results, ['a 1', 'c busy'], 'the queue is full')
  clock.advance(TIMEOUT_MS - 1)
  t.equal(results.length, 2)
  clock.advance(1)
  t.same(results, ['a 1', 'c busy', 'b busy'])
  first.release()
  second.release()
  await granted()
  t.equal(results.length, 3, 'a request that timed out gets nothing')
  t.same(observed, ['begun', 'ended'])
})

t.test('a request that is released while it waits gets nothing', async t => {
  const { acquire, results, clock, observed } = open(t, { count: 1 })
  const first = acquire('a')
  const second = acquire('b')
  acquire('c')
  second.release()
  first.release()
  await granted()
  clock.advance(TIMEOUT_MS)
  t.same(results, ['a 1', 'c 1'])
  t.same(observed, ['begun', 'begun', 'ended', 'ended'])
})

t.test('capacity that is released twice is given back once', async t => {
  const { acquire, endpoints } = open(t, { count: 1 })
  const first = acquire('a')
  first.release()
  first.release()
  t.equal(endpoints[0]?.inFlight, 0)
})

t.test('an avoided endpoint is not granted, and its request does not block those behind it', async t => {
  const { acquire, results, endpoints } = open(t)
  const held = [acquire('a'), acquire('b')]
  acquire('c', { avoid: new Set([endpoints[0] as Endpoint]) })
  acquire('d')
  held.find(({ endpoint }) => endpoint === endpoints[0])?.release()
  await granted()
  t.equal(results[2], 'd 1')
  held.find(({ endpoint }) => endpoint === endpoints[1])?.release()
  await granted()
  t.equal(results[3], 'c 2')
})

t.test('pending requests are dispatched when the health of an endpoint changes', async t => {
  const { acquire, results, endpoints, pool } = open(t)
  endpoints[0]?.health.failed(new Error('refused'), undefined)
  acquire('a')
  acquire('b')
  t.same(results, ['a 2'], 'the ejected endpoint is not used')
  endpoints[0]?.health.succeeded()
  pool.dispatchPending()
  t.same(results, ['a 2', 'b 1'])
})

t.test('another endpoint is available until all are avoided or the pool is closed', async t => {
  const { endpoints, pool } = open(t)
  t.equal(pool.hasOther(new Set(endpoints.slice(0, 1))), true)
  t.equal(pool.hasOther(new Set(endpoints)), false)
  await pool.close()
  t.equal(pool.hasOther(new Set()), false)
})

t.test('closing calls onBusy for pending requests, and later ones do not wait', async t => {
  const { acquire, results, pool, observed } = open(t, { count: 1 })
  acquire('a')
  acquire('b')
  await pool.close()
  t.same(results, ['a 1', 'b busy'])
  acquire('c')
  t.same(results.slice(2), ['c busy'])
  t.same(observed, ['begun', 'ended'])
})

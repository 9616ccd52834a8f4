import t from 'tap'
import { chooseEndpoint } from '../../../src/proxy/pool/choose-endpoint.js'

interface Candidate { readonly name: string, readonly inFlight: number, readonly health: { readonly isEjected: boolean } }

function endpoint (name: string, inFlight = 0, isEjected = false): Candidate {
  return { name, inFlight, health: { isEjected } }
}

function choose (endpoints: readonly Candidate[], { avoid, capacity = 10, turn = 0 }: { avoid?: readonly Candidate[], capacity?: number, turn?: number } = {}): string | undefined {
  return chooseEndpoint(endpoints, { avoid: avoid && new Set(avoid), capacity, turn })?.name
}

t.test('the endpoint with the fewest requests in flight is chosen', async t => {
  t.equal(choose([endpoint('a', 2), endpoint('b', 1), endpoint('c', 3)]), 'b')
  t.equal(choose([endpoint('a')]), 'a')
})

t.test('endpoints with equally many requests take turns', async t => {
  const endpoints = [endpoint('a'), endpoint('b'), endpoint('c')]
  t.same([0, 1, 2, 3, 4].map(turn => choose(endpoints, { turn })), ['a', 'b', 'c', 'a', 'b'])
})

t.test('an endpoint without capacity is never chosen', async t => {
  t.equal(choose([endpoint('a', 10), endpoint('b', 10)]), undefined)
  t.equal(choose([endpoint('a', 10), endpoint('b', 9)]), 'b')
})

t.test('an ejected endpoint is chosen only when all are ejected', async t => {
  for (const turn of [0, 1]) {
    t.equal(choose([endpoint('ejected', 0, true), endpoint('healthy', 5)], { turn }), 'healthy')
    t.equal(choose([endpoint('ejected', 0, true), endpoint('full', 10)], { turn }), undefined, 'not even when the others have no capacity')
  }
  t.equal(choose([endpoint('a', 1, true), endpoint('b', 0, true)]), 'b')
  t.equal(choose([endpoint('a', 10, true), endpoint('b', 10, true)]), undefined)
})

t.test('an avoided endpoint is never chosen', async t => {
  const [a, b, ejected] = [endpoint('a'), endpoint('b', 5), endpoint('ejected', 0, true)]
  t.equal(choose([a, b, ejected], { avoid: [a] }), 'b')
  t.equal(choose([a, b, ejected], { avoid: [a, b] }), 'ejected')
  t.equal(choose([a, b, ejected], { avoid: [a, b, ejected] }), undefined)
})

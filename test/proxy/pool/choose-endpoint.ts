import t from 'tap'
import { choosePlace } from '../../../src/proxy/pool/choose-endpoint.js'

interface Choosable { readonly name: string, readonly inFlight: number, readonly health: { readonly isLost: boolean } }

function place (name: string, inFlight = 0, isLost = false): Choosable {
  return { name, inFlight, health: { isLost } }
}

function choose (places: readonly Choosable[], { avoided, room = 10, turn = 0 }: { avoided?: readonly Choosable[], room?: number, turn?: number } = {}): string | undefined {
  return choosePlace(places, { avoided: avoided && new Set(avoided), room, turn })?.name
}

t.test('the place with the fewest requests in flight is chosen', async t => {
  t.equal(choose([place('a', 2), place('b', 1), place('c', 3)]), 'b')
  t.equal(choose([place('a')]), 'a')
})

t.test('equals take turns', async t => {
  const places = [place('a'), place('b'), place('c')]
  t.same([0, 1, 2, 3, 4].map(turn => choose(places, { turn })), ['a', 'b', 'c', 'a', 'b'])
})

t.test('a full place is never chosen', async t => {
  t.equal(choose([place('a', 10), place('b', 10)]), undefined)
  t.equal(choose([place('a', 10), place('b', 9)]), 'b')
})

t.test('a lost place is chosen only when all are lost', async t => {
  for (const turn of [0, 1]) {
    t.equal(choose([place('lost', 0, true), place('there', 5)], { turn }), 'there')
    t.equal(choose([place('lost', 0, true), place('full', 10)], { turn }), undefined, 'not even when the others are full')
  }
  t.equal(choose([place('a', 1, true), place('b', 0, true)]), 'b')
  t.equal(choose([place('a', 10, true), place('b', 10, true)]), undefined)
})

t.test('an avoided place is never chosen', async t => {
  const [a, b, lost] = [place('a'), place('b', 5), place('lost', 0, true)]
  t.equal(choose([a, b, lost], { avoided: [a] }), 'b')
  t.equal(choose([a, b, lost], { avoided: [a, b] }), 'lost')
  t.equal(choose([a, b, lost], { avoided: [a, b, lost] }), undefined)
})

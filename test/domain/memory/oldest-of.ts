import t from 'tap'
import { oldestOf } from '../../../src/domain/memory/oldest-of.js'

t.test('entries come in order of age, those set again last', t => {
  const map = new Map([['a', 1], ['b', 2], ['c', 3]])
  const next = oldestOf(map)
  t.strictSame(next(), ['a', 1])
  map.delete('a')
  t.strictSame(next(), ['b', 2])
  map.delete('b')
  map.set('b', 4)
  t.strictSame(next(), ['c', 3])
  map.delete('c')
  t.strictSame(next(), ['b', 4])
  t.end()
})

t.test('an entry that was deleted meanwhile is skipped', t => {
  const map = new Map([['a', 1], ['b', 2]])
  const next = oldestOf(map)
  map.delete('a')
  t.strictSame(next(), ['b', 2])
  t.end()
})

t.test('it starts again at the end, and returns undefined for an empty map', t => {
  const map = new Map<string, number>()
  const next = oldestOf(map)
  t.equal(next(), undefined)
  map.set('a', 1)
  t.strictSame(next(), ['a', 1])
  t.strictSame(next(), ['a', 1], 'it was kept')
  map.clear()
  t.equal(next(), undefined)
  map.set('b', 2)
  t.strictSame(next(), ['b', 2])
  t.end()
})

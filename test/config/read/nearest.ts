import t from 'tap'
import { nearest } from '../../../src/config/read/nearest.js'

t.test('finds what was meant: a letter too few, too many, mistaken or swapped', async t => {
  for (const slip of ['--prt', '--portt', '--pork', '--prot']) t.equal(nearest(slip, ['--host', '--port', '--limit']), '--port', slip)
})

t.test('prefers the nearest', async t => {
  t.equal(nearest('--redis-tl', ['--redis-url', '--redis-tls']), '--redis-tls')
  t.equal(nearest('--redis-tls', ['--redis-url', '--redis-tls']), '--redis-tls')
})

t.test('finds nothing where the likeness is slight', async t => {
  t.equal(nearest('--colour', ['--host', '--port']), undefined)
  t.equal(nearest('LIST', ['LIMIT']), undefined, 'a short word has less room for slips')
  t.equal(nearest('', ['LIMIT']), undefined)
})

import t from 'tap'
import { nearest } from '../../../src/config/read/nearest.js'

t.test('finds a candidate with a missing, additional, wrong or swapped letter', async t => {
  for (const slip of ['--prt', '--portt', '--pork', '--prot']) t.equal(nearest(slip, ['--host', '--port', '--limit']), '--port', slip)
})

t.test('prefers the most similar candidate', async t => {
  t.equal(nearest('--redis-tl', ['--redis-url', '--redis-tls']), '--redis-tls')
  t.equal(nearest('--redis-tls', ['--redis-url', '--redis-tls']), '--redis-tls')
})

t.test('finds nothing if no candidate is similar enough', async t => {
  t.equal(nearest('--colour', ['--host', '--port']), undefined)
  t.equal(nearest('LIST', ['LIMIT']), undefined, 'a short word allows fewer errors')
  t.equal(nearest('', ['LIMIT']), undefined)
})

import t from 'tap'
import { describeProblem } from '../../src/config/problem.js'

t.test('the line contains the subject, the given value, the reason and the allowed values', async t => {
  t.equal(describeProblem({ subject: '--port (PORT)', given: '"x" in PORT', why: 'no', allowed: 'a port' }), '--port (PORT): given "x" in PORT; no; allowed: a port')
  t.equal(describeProblem({ subject: '--x', why: 'unknown option' }), '--x: unknown option')
})

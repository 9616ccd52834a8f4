import t from 'tap'
import { describeProblem } from '../../../src/config/problem.js'
import { findMisspeltVariables } from '../../../src/config/read/find-misspelt-variables.js'

t.test('finds misspelt variables', async t => {
  const problems = findMisspeltVariables({ STREAM_LIMITS: '1', STREAM_EXPIRE: '3', STREAM_LIMIT: '3' })
  t.same(problems.map(describeProblem), [
    'STREAM_EXPIRE: unknown variable; did you mean STREAM_EXPIRY?',
    'STREAM_LIMITS: unknown variable; did you mean STREAM_LIMIT?'
  ])
})

t.test('ignores correct, empty and foreign variables', async t => {
  const foreign = ['STREAM_URL', 'STREAM_LIST', 'STREAM_PORT', 'STREAM_PORT_80_TCP', 'STREAM_SERVICE_HOST', 'STREAM_API_KEY', 'LIMIT', 'EXPIRE', 'PROT', 'PATH']
  t.same(findMisspeltVariables(Object.fromEntries(foreign.map(name => [name, 'x']))), [])
  t.same(findMisspeltVariables({ STREAM_LIMIT: '3', STREAMS_PATH: '/s', STREAM_EXPIRE: '' }), [])
})

import t from 'tap'
import { innermostError } from '../../../src/store/redis/innermost-error.js'

t.test('finds the error that says how it failed', async t => {
  const why = new Error('self-signed certificate')
  t.equal(innermostError(Object.assign(new Error('all nodes failed'), { lastNodeError: why })), why)
  t.equal(innermostError(why), why)
  t.match(innermostError('text'), { message: 'text' })
})

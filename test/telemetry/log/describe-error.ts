import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { describeError } from '../../../src/telemetry/log/describe-error.js'

t.test('a fault is described by code, message and causes, without a stack', async t => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  t.same(describeError(new Fault('STORE_UNREACHABLE', 'no connection', { cause })), {
    name: 'Fault',
    code: 'STORE_UNREACHABLE',
    message: 'no connection',
    cause: { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' }
  })
})

t.test('a bug is described with its stack', async t => {
  t.match(describeError(new TypeError('x is not a function')), { name: 'TypeError', stack: /describe-error/ })
})

t.test('properties that drivers add to errors are left out', async t => {
  const error = Object.assign(new Error('ERR'), { command: { name: 'evalsha', args: ['secret'] } })
  t.notMatch(JSON.stringify(describeError(error)), /secret/)
})

t.test('a thrown value that is not an error is described, too', async t => {
  t.same(describeError('boom'), { message: 'boom' })
  t.same(describeError(undefined), { message: 'undefined' })
})

t.test('a circular chain of causes ends', async t => {
  const error = new Error('round')
  error.cause = error
  t.match(JSON.stringify(describeError(error)), /round/)
})

import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { describeError } from '../../../src/telemetry/log/describe-error.js'

t.test('a fault is described by code, message and causes, without a stack', async t => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  t.same(describeError(new Fault('STORE_UNREACHABLE', 'away', { cause })), {
    name: 'Fault',
    code: 'STORE_UNREACHABLE',
    message: 'away',
    cause: { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' }
  })
})

t.test('a bug is described with where it is', async t => {
  t.match(describeError(new TypeError('x is not a function')), { name: 'TypeError', stack: /describe-error/ })
})

t.test('what a driver hangs on its errors is left out', async t => {
  const error = Object.assign(new Error('ERR'), { command: { name: 'evalsha', args: ['secret'] } })
  t.notMatch(JSON.stringify(describeError(error)), /secret/)
})

t.test('what is no error is described too', async t => {
  t.same(describeError('boom'), { message: 'boom' })
  t.same(describeError(undefined), { message: 'undefined' })
})

t.test('a chain of causes that bites its own tail ends', async t => {
  const error = new Error('round')
  error.cause = error
  t.match(JSON.stringify(describeError(error)), /round/)
})

import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { isReply, translateError } from '../../../src/store/redis/translate-error.js'

class ReplyError extends Error {
  override readonly name = 'ReplyError'
}

t.test('translates an error reply into a refusal that is temporary or not', t => {
  for (const [message, temporary] of [
    ['OOM command not allowed when used memory > \'maxmemory\'.', true],
    ['READONLY You can\'t write against a read only replica.', true],
    ['ERR Error running script (call to f_1): @user_script:50: -READONLY You can\'t write against a read only replica.', true],
    ['LOADING Redis is loading the dataset in memory', true],
    ['CLUSTERDOWN The cluster is down', true],
    ['NOPERM this user has no permissions to run the \'eval\' command', false],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', false]
  ] as const) {
    const cause = new ReplyError(message)
    t.match(translateError(cause), { name: 'Fault', code: 'STORE_REFUSED', temporary, cause, message: `redis refused: ${message}` })
  }
  t.end()
})

t.test('distinguishes a TLS failure from an unreachable server', t => {
  const cause = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' })
  t.match(translateError(cause), { code: 'STORE_TLS_FAILED', temporary: true, cause, message: 'TLS verification with redis failed: certificate has expired' })
  t.match(translateError(Object.assign(new Error(), { code: 'ECONNREFUSED' })), { code: 'STORE_UNREACHABLE' })
  t.end()
})

t.test('translates everything else into unreachable', t => {
  for (const cause of [new Error('Connection is closed.'), new TypeError('?')]) {
    t.match(translateError(cause), { code: 'STORE_UNREACHABLE', temporary: true, cause })
  }
  t.match(translateError('text'), { code: 'STORE_UNREACHABLE', cause: 'text' })
  t.end()
})

t.test('returns a fault unchanged', t => {
  const fault = new Fault('STORE_UNREACHABLE', 'too late')
  t.equal(translateError(fault), fault)
  t.end()
})

t.test('drops the command, whose arguments are secrets', t => {
  const cause = Object.assign(new ReplyError('ERR no'), { command: { name: 'evalsha', args: ['secret'] } })
  t.notOk('command' in (translateError(cause).cause as object))
  t.end()
})

t.test('distinguishes an error reply from other errors', t => {
  t.equal(isReply(new ReplyError('ERR no')), true)
  t.equal(isReply(new Error('ERR no')), false)
  t.equal(isReply('ERR no'), false)
  t.end()
})

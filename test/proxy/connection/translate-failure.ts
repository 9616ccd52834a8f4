import t from 'tap'
import { errors } from 'undici'
import { Fault } from '../../../src/domain/fault.js'
import { translateFailure } from '../../../src/proxy/connection/translate-failure.js'

t.test('an error is translated to a fault', async t => {
  for (const [error, code] of [
    [new errors.ConnectTimeoutError(), 'UPSTREAM_TOO_SLOW'],
    [new errors.HeadersTimeoutError(), 'UPSTREAM_TOO_SLOW'],
    [new errors.BodyTimeoutError(), 'UPSTREAM_TOO_SLOW'],
    [Object.assign(new AggregateError([]), { code: 'ETIMEDOUT' }), 'UPSTREAM_TOO_SLOW'],
    [Object.assign(new Error(), { code: 'ECONNREFUSED' }), 'UPSTREAM_UNREACHABLE'],
    [Object.assign(new Error(), { code: 'ENOTFOUND' }), 'UPSTREAM_UNREACHABLE'],
    [Object.assign(new Error(), { code: 'ERR_TLS_HANDSHAKE_TIMEOUT' }), 'UPSTREAM_UNREACHABLE'],
    [Object.assign(new Error(), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'UPSTREAM_UNREACHABLE'],
    [Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' }), 'UPSTREAM_TLS_FAILED'],
    [Object.assign(new Error(), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'UPSTREAM_TLS_FAILED'],
    [Object.assign(new errors.SocketError('other side closed'), { cause: Object.assign(new Error(), { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }) }), 'UPSTREAM_TLS_FAILED'],
    [Object.assign(new errors.SocketError('other side closed'), { cause: new Error('why') }), 'UPSTREAM_BROKEN'],
    [new errors.ClientDestroyedError(), 'UPSTREAM_UNREACHABLE'],
    [new errors.SocketError('other side closed'), 'UPSTREAM_BROKEN'],
    [new errors.HTTPParserError('garbage'), 'UPSTREAM_BROKEN'],
    [new Error('anything'), 'UPSTREAM_BROKEN'],
    [Object.assign(new Error(), { code: 7 }), 'UPSTREAM_BROKEN'],
    ['no error at all', 'UPSTREAM_BROKEN']
  ] as const) {
    const fault = translateFailure(error)
    t.match(fault, { code, temporary: true, cause: error }, String(error))
  }
})

t.test('a fault is returned as it is', async t => {
  const fault = new Fault('UPSTREAM_BROKEN', 'why')
  t.equal(translateFailure(fault), fault)
})

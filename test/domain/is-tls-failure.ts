import t from 'tap'
import { isTlsFailure } from '../../src/domain/is-tls-failure.js'

t.test('a certificate that this side refuses is a TLS failure', async t => {
  for (const code of [
    'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_REVOKED', 'INVALID_PURPOSE',
    'ERR_TLS_CERT_ALTNAME_INVALID'
  ]) t.equal(isTlsFailure(code), true, code)
})

t.test('an alert that refuses our certificate is a TLS failure, with the codes of OpenSSL before and after 3.2', async t => {
  for (const code of [
    'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
    'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'
  ]) t.equal(isTlsFailure(code), true, code)
})

t.test('other errors of connections are not TLS failures', async t => {
  for (const code of [
    '', 'ECONNREFUSED', 'ECONNRESET', 'EPROTO', 'ERR_TLS_HANDSHAKE_TIMEOUT', 'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'
  ]) t.equal(isTlsFailure(code), false, code)
})

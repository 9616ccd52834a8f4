// Node's codes for certificates that OpenSSL does not accept.
const REFUSED_BY_US: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'CERT_SIGNATURE_FAILURE', 'CERT_CHAIN_TOO_LONG', 'CERT_REVOKED',
  'CERT_UNTRUSTED', 'CERT_REJECTED', 'INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_FORMAT',
  // Everything that Node has no code for, for example a key that is too short.
  'UNSPECIFIED'
])

// Alerts by which the other side refuses our certificate (RFC 8446 section 6.2). A TLS 1.2 server answers a missing
// certificate with handshake_failure, which is not among them: it also means that there is no common cipher.
const REFUSED_BY_THEM = /^ERR_SSL_.*_ALERT_(?:.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)$/

/**
 * Whether a connection failed because TLS verification failed on either side.
 *
 * @param code the `code` of Node's error
 */
export function isTlsFailure (code: string): boolean {
  return REFUSED_BY_US.has(code) || REFUSED_BY_THEM.test(code)
}

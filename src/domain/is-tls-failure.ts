// What OpenSSL says of a certificate that it does not accept, as Node spells it.
const REFUSED_BY_US: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'CERT_SIGNATURE_FAILURE', 'CERT_CHAIN_TOO_LONG', 'CERT_REVOKED',
  'CERT_UNTRUSTED', 'CERT_REJECTED', 'INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_FORMAT',
  // Everything that Node has no name for, as a key that is too short.
  'UNSPECIFIED'
])

// The alerts by which the other end refuses ours (RFC 8446 section 6.2). Not handshake_failure, by which a server
// of TLS 1.2 asks for a certificate that was not shown: it says the same where no cipher suits both.
const REFUSED_BY_THEM = /^ERR_SSL_.*_ALERT_(?:.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)$/

/**
 * Whether a connection failed because one end did not trust the certificate of the other.
 *
 * @param code that of Node's error
 */
export function isTlsFailure (code: string): boolean {
  return REFUSED_BY_US.has(code) || REFUSED_BY_THEM.test(code)
}

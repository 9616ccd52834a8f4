import { Fault, type FaultCode } from '../../domain/fault.js'
import { isTlsFailure } from '../../domain/is-tls-failure.js'

const SLOW: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'
])

// No request was sent: the name did not resolve, the connection failed, or the TLS handshake did.
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOENT', 'EACCES',
  'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'
])

const MESSAGES: Record<Extract<FaultCode, `UPSTREAM_${string}`>, string> = {
  UPSTREAM_UNREACHABLE: 'the upstream cannot be reached',
  UPSTREAM_TLS_FAILED: 'the certificate of the upstream, or our own, was rejected',
  UPSTREAM_TOO_SLOW: 'the upstream did not respond in time',
  UPSTREAM_BROKEN: 'the upstream closed the connection, or its response is not valid HTTP'
}

/** Translates an error of undici, of Node's client or of a socket. A `Fault` is returned as it is. */
export function translateFailure (error: unknown): Fault {
  if (error instanceof Fault) return error
  const faultCode = faultCodeOf(error)
  return new Fault(faultCode, MESSAGES[faultCode], { cause: error })
}

function faultCodeOf (error: unknown): keyof typeof MESSAGES {
  const code = codeOf(error)
  // When the server rejects our certificate, the TLS alert is the cause of the error.
  if (isTlsFailure(code) || (error instanceof Error && isTlsFailure(codeOf(error.cause)))) return 'UPSTREAM_TLS_FAILED'
  if (SLOW.has(code)) return 'UPSTREAM_TOO_SLOW'
  const isUnreachable = UNREACHABLE.has(code) || code.startsWith('ERR_TLS_') || code.startsWith('ERR_SSL_')
  return isUnreachable ? 'UPSTREAM_UNREACHABLE' : 'UPSTREAM_BROKEN'
}

function codeOf (error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

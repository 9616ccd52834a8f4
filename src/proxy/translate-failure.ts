import { Fault, type FaultCode } from '../domain/fault.js'

const SLOW: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'
])

// Nothing was said yet: the upstream was not found, not there, or not whom it should be.
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOENT', 'EACCES',
  'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'
])

const MESSAGES: Record<Extract<FaultCode, `UPSTREAM_${string}`>, string> = {
  UPSTREAM_UNREACHABLE: 'the upstream cannot be reached',
  UPSTREAM_TOO_SLOW: 'the upstream did not answer in time',
  UPSTREAM_BROKEN: 'the upstream broke its answer off, or gave none that is HTTP'
}

/** What an error of undici, of Node's client or of a socket means. */
export function translateFailure (error: unknown): Fault {
  if (error instanceof Fault) return error
  const code = codeOf(error)
  const faultCode = SLOW.has(code) ? 'UPSTREAM_TOO_SLOW' : isUnreachable(code) ? 'UPSTREAM_UNREACHABLE' : 'UPSTREAM_BROKEN'
  return new Fault(faultCode, MESSAGES[faultCode], { cause: error })
}

function isUnreachable (code: string): boolean {
  // Node's codes of refused certificates come from OpenSSL and have no common prefix but these.
  return UNREACHABLE.has(code) || code.startsWith('ERR_TLS_') || code.startsWith('ERR_SSL_') ||
    code.includes('CERT') || code.includes('SIGNATURE')
}

function codeOf (error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

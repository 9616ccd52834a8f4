import { Fault } from '../../domain/fault.js'
import { isTlsFailure } from '../../domain/is-tls-failure.js'

// Answers that can change by themselves. They stand anywhere in the message: Redis 6.2 wraps what a
// command answered inside a script.
const PASSING = /\b(READONLY|OOM|LOADING|BUSY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS|MISCONF)\b/

/**
 * The `Fault` for what ioredis rejected with: STORE_REFUSED when Redis answered with an error, STORE_TLS_FAILED
 * when it or we did not accept a certificate, STORE_UNREACHABLE for everything else.
 */
export function translateError (error: unknown): Fault {
  if (error instanceof Fault) return error
  const cause = withoutCommand(error)
  const message = cause instanceof Error ? cause.message : String(cause)
  if (isReply(error)) return new Fault('STORE_REFUSED', `redis refused: ${message}`, { cause, temporary: PASSING.test(message) })
  if (isTlsFailure(codeOf(error))) return new Fault('STORE_TLS_FAILED', `the certificate of redis, or ours, was refused: ${message}`, { cause })
  return new Fault('STORE_UNREACHABLE', `redis cannot be reached: ${message}`, { cause })
}

/** Whether Redis itself answered with this error. */
export function isReply (error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError'
}

function codeOf (error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** ioredis hangs the command on its errors, and the arguments of ours are secrets. */
function withoutCommand (error: unknown): unknown {
  if (error instanceof Error && 'command' in error) Reflect.deleteProperty(error, 'command')
  return error
}

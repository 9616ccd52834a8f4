import { Fault } from '../../domain/fault.js'
import { isTlsFailure } from '../../domain/is-tls-failure.js'

// Error replies that are temporary. The code can be anywhere in the message: Redis 6.2 wraps the error of a command
// that a script has called.
const TEMPORARY = /\b(READONLY|OOM|LOADING|BUSY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS|MISCONF)\b/

/**
 * Translates an error of ioredis into a `Fault`: STORE_REFUSED when Redis replied with an error, STORE_TLS_FAILED
 * when either side refused a certificate, STORE_UNREACHABLE for everything else.
 */
export function translateError (error: unknown): Fault {
  if (error instanceof Fault) return error
  const cause = withoutCommand(error)
  const message = cause instanceof Error ? cause.message : String(cause)
  if (isReply(error)) return new Fault('STORE_REFUSED', `redis refused: ${message}`, { cause, temporary: TEMPORARY.test(message) })
  if (isTlsFailure(codeOf(error))) return new Fault('STORE_TLS_FAILED', `TLS verification with redis failed: ${message}`, { cause })
  return new Fault('STORE_UNREACHABLE', `redis cannot be reached: ${message}`, { cause })
}

/** Whether the error is a reply of Redis. */
export function isReply (error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError'
}

/** A Cluster client reports only that all nodes failed; the error of the last node has the cause. */
export function rootCause (error: unknown): Error {
  if (error instanceof Error && 'lastNodeError' in error && error.lastNodeError instanceof Error) return error.lastNodeError
  return error instanceof Error ? error : new Error(String(error))
}

function codeOf (error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** ioredis attaches the command to its errors, and the arguments of our commands are secrets. */
function withoutCommand (error: unknown): unknown {
  if (error instanceof Error && 'command' in error) Reflect.deleteProperty(error, 'command')
  return error
}

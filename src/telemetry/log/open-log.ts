import { pino, type DestinationStream, type Logger } from 'pino'
import { describeError } from './describe-error.js'
import { redactSecrets } from './redact-secrets.js'

export type Log = Logger

/** Fields that are redacted in all objects. */
const SECRET_FIELDS = ['token', 'session', 'x-stream-token', 'x-stream-session', 'authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'password']
/** Maximum depth of these fields. */
const DEPTH = 3

/**
 * Opens the log: one line of JSON per event, on standard output unless a destination is given. Secrets that reach a
 * line by mistake are redacted.
 */
export function openLog ({ level, destination }: {
  level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  destination?: DestinationStream
}): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
    redact: { paths: SECRET_FIELDS.flatMap(pathsTo), censor: '[redacted]' },
    hooks: { streamWrite: redactSecrets }
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

function pathsTo (field: string): string[] {
  return Array.from({ length: DEPTH }, (_, depth) => `${'*.'.repeat(depth).slice(0, -1)}["${field}"]`)
}

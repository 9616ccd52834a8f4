import { pino, type DestinationStream, type Logger } from 'pino'
import { describeError } from './describe-error.js'
import { redactSecrets } from './redact-secrets.js'

export type Log = Logger

/** Fields that are never written, wherever an object has them. */
const SECRET_FIELDS = ['token', 'session', 'x-stream-token', 'x-stream-session', 'authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'password']
/** How deep they are looked for. */
const DEPTH = 3

/**
 * Opens the log: a line of JSON for each event, on standard output unless a destination is given.
 * Secrets that got into a line by mistake are redacted.
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

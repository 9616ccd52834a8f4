import type { Option } from '../option.js'
import { oneOf } from '../types/one-of.js'

export const LOGGING = {
  logLevel: {
    flag: '--log-level',
    env: 'LOG_LEVEL',
    placeholder: 'level',
    type: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    defaultText: 'debug',
    doc: 'Least severe level that is logged, as JSON on standard output.',
    more: 'Tokens and sessions are never logged whole, at any level.',
    example: 'info'
  }
} as const satisfies Record<string, Option>

import type { Option } from '../option.js'
import { webOrigin } from '../types/web-origin.js'
import { wholeNumber } from '../types/whole-number.js'

export const BROWSERS = {
  corsOrigins: {
    flag: '--cors-origin',
    env: 'CORS_ORIGINS',
    placeholder: 'origin',
    kind: webOrigin,
    many: true,
    doc: 'Origins of pages whose scripts may play through the gate from elsewhere (CORS).',
    more: 'An origin, a wildcard for the subdomains of one, or `*` for any page; named ones may send cookies, any may not. ' +
      'The gate then answers preflights itself, and replaces what the upstream says in Access-Control-*. Without this option all of that is the upstream\'s to say.',
    example: 'https://www.example.com'
  },
  corsMaxAge: {
    flag: '--cors-max-age',
    env: 'CORS_MAX_AGE',
    placeholder: 'seconds',
    kind: wholeNumber(0, 86_400, 'seconds'),
    fallback: '7200',
    doc: 'How long browsers may remember the answer to a preflight.',
    more: 'Chromium remembers it for 7200 s at most.',
    example: '600'
  }
} as const satisfies Record<string, Option>

import type { Option } from '../option.js'
import { webOrigin } from '../types/web-origin.js'
import { wholeNumber } from '../types/whole-number.js'

export const CORS = {
  corsOrigins: {
    flag: '--cors-origin',
    env: 'CORS_ORIGINS',
    placeholder: 'origin',
    type: webOrigin,
    variadic: true,
    doc: 'Origins whose pages may use the gate across origins (CORS).',
    more: 'An origin, a wildcard for the subdomains of one, or `*` for any page. Pages of listed origins may send cookies; with `*` pages may not. ' +
      'The gate then answers preflight requests itself and replaces the Access-Control-* headers of the upstream. Without this option the upstream handles CORS.',
    example: 'https://www.example.com'
  },
  corsMaxAge: {
    flag: '--cors-max-age',
    env: 'CORS_MAX_AGE',
    placeholder: 'seconds',
    type: wholeNumber(0, 86_400, 'seconds'),
    defaultText: '7200',
    doc: 'How long browsers may cache the response to a preflight request.',
    more: 'Chromium caches it for at most 7200 s.',
    example: '600'
  }
} as const satisfies Record<string, Option>

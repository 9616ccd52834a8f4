import type { Option } from '../option.js'
import { decimal } from '../types/decimal.js'
import { someText } from '../types/text.js'
import { trueOrFalse } from '../types/true-or-false.js'
import { wholeNumber } from '../types/whole-number.js'

export const STREAMS = {
  limit: {
    flag: '--limit',
    env: 'STREAM_LIMIT',
    placeholder: 'count',
    kind: wholeNumber(1, 1000),
    fallback: '3',
    doc: 'Streams a viewer may have at once.',
    more: 'Gates that share a Redis should agree on it: each applies its own number to the streams of all.',
    example: '5'
  },
  expiry: {
    flag: '--expiry',
    env: 'STREAM_EXPIRY',
    placeholder: 'seconds',
    kind: wholeNumber(1, 86_400, 'seconds'),
    fallback: '30',
    doc: 'How long a stream lives after it was acquired or last renewed.',
    more: 'Long enough to outlast a player that buffers, short enough that a viewer whose device died is not locked out for long.',
    example: '60'
  },
  implicitRenewal: {
    flag: '--implicit-renewal',
    env: 'IMPLICIT_RENEWAL',
    placeholder: 'true|false',
    kind: trueOrFalse,
    fallback: 'true',
    doc: 'Whether requests for video renew their stream.',
    more: 'With `false` only a call to the streams path does, and a client that forgets to call is cut off when its stream expires.',
    example: 'false'
  },
  acquireRate: {
    flag: '--acquire-rate',
    env: 'ACQUIRE_RATE',
    placeholder: 'count',
    kind: decimal({ least: 0.001, most: 1_000_000, unit: 'acquires a second', zero: 'no limit' }),
    fallback: '200',
    doc: 'Acquires that one viewer may make a second on one gate.',
    more: 'What exceeds it is answered 429 without asking the store. It is a fuse against clients in a loop, not the limit of streams.',
    example: '0.5'
  },
  tokenKey: {
    flag: '--token-key',
    env: 'TOKEN_KEY',
    placeholder: 'text',
    kind: someText,
    fallback: 'streamgate',
    secret: true,
    doc: 'Secret that disguises viewers in tokens and in keys of the store.',
    more: 'All gates that share a Redis must have the same, or they do not find each other\'s streams; changing it ends all of them. ' +
      'The default is public, which costs only the privacy of names: whoever sees a token or a key can test guesses at its viewer. ' +
      'What makes a token unguessable is random and does not depend on it.',
    example: '$(openssl rand -hex 32)'
  }
} as const satisfies Record<string, Option>

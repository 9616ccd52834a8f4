import type { Option } from '../option.js'
import { decimal } from '../types/decimal.js'
import { nonEmptyText } from '../types/text.js'
import { trueOrFalse } from '../types/true-or-false.js'
import { wholeNumber } from '../types/whole-number.js'

export const STREAMS = {
  limit: {
    flag: '--limit',
    env: 'STREAM_LIMIT',
    placeholder: 'count',
    type: wholeNumber(1, 1000),
    defaultText: '3',
    doc: 'Streams a viewer may have at once.',
    more: 'Set the same value on all gates that share a Redis: each gate applies its own limit to the streams of all gates.',
    example: '5'
  },
  expiry: {
    flag: '--expiry',
    env: 'STREAM_EXPIRY',
    placeholder: 'seconds',
    type: wholeNumber(1, 86_400, 'seconds'),
    defaultText: '30',
    doc: 'How long a stream lives after it is acquired or last renewed.',
    more: 'Choose it long enough for a player that sends no requests while it plays from its buffer, and short enough that a viewer whose device failed is not locked out for long.',
    example: '60'
  },
  implicitRenewal: {
    flag: '--implicit-renewal',
    env: 'IMPLICIT_RENEWAL',
    placeholder: 'true|false',
    type: trueOrFalse,
    defaultText: 'true',
    doc: 'Whether requests for video renew their stream.',
    more: 'With `false` only calls to the streams path renew it, and a client that does not call is disconnected when its stream expires.',
    example: 'false'
  },
  acquireRate: {
    flag: '--acquire-rate',
    env: 'ACQUIRE_RATE',
    placeholder: 'count',
    type: decimal({ least: 0.001, most: 1_000_000, unit: 'acquires per second', zero: 'unlimited' }),
    defaultText: '200',
    doc: 'Acquires per second that one viewer may make on one gate.',
    more: 'Further acquires get 429 without a call to the store. This protects the store from clients in a loop; `--limit` limits the streams.',
    example: '0.5'
  },
  tokenKey: {
    flag: '--token-key',
    env: 'TOKEN_KEY',
    placeholder: 'text',
    type: nonEmptyText,
    defaultText: 'streamgate',
    secret: true,
    doc: 'Secret that hides viewers in tokens and in store keys.',
    more: 'All gates that share a Redis need the same secret; otherwise they do not find each other\'s streams. Changing it ends all streams. ' +
      'The default is public. It protects the privacy of viewers only: with it, anyone who sees a token or a key can test guesses at the viewer. ' +
      'The part of a token that makes it unguessable is random and does not depend on this secret.',
    example: '$(openssl rand -hex 32)'
  }
} as const satisfies Record<string, Option>

import type { Option } from '../option.js'
import { oneOf } from '../types/one-of.js'
import { seconds } from '../types/seconds.js'

export const OUTAGE = {
  storeOutage: {
    flag: '--store-outage',
    env: 'STORE_OUTAGE',
    placeholder: 'known|deny|allow',
    kind: oneOf('known', 'deny', 'allow'),
    fallback: 'known',
    doc: 'What happens to running streams while Redis cannot be asked.',
    more: '`known`: streams that this gate has verified play on for the grace. `deny`: none does, about a second after Redis was lost. ' +
      'With both, new streams and tokens that this gate does not know are answered 503. ' +
      '`allow`: everybody may watch, whatever the token, and nobody counts, until Redis is back; then what exceeds the limit ends. ' +
      'All gates on one Redis must have the same mode.',
    example: 'deny'
  },
  outageGrace: {
    flag: '--outage-grace',
    env: 'OUTAGE_GRACE',
    placeholder: 'seconds',
    kind: seconds('none'),
    fallback: '60',
    doc: 'How long after its last verified end a stream plays on while Redis cannot be asked.',
    more: 'Also for how long the slot of a stream that expired is kept while a gate may still be playing it. All gates on one Redis must have the same; with `--store-outage deny` it is 0.',
    example: '300'
  }
} as const satisfies Record<string, Option>

import { oneOf } from '../kinds/one-of.js'
import { seconds } from '../kinds/seconds.js'
import type { Option } from '../option.js'

export const OUTAGE = {
  storeOutage: {
    flag: '--store-outage',
    env: 'STORE_OUTAGE',
    placeholder: 'known|deny',
    kind: oneOf('known', 'deny'),
    fallback: 'known',
    doc: 'What happens to running streams while Redis cannot be asked.',
    more: '`known`: streams that this gate has verified play on for the grace. `deny`: none does, about a second after Redis was lost. ' +
      'With both, new streams and tokens that this gate does not know are answered 503. ' +
      'A gate that alone is cut off from Redis keeps its streams for the grace, too, while the others may grant their slots again.',
    example: 'deny'
  },
  outageGrace: {
    flag: '--outage-grace',
    env: 'OUTAGE_GRACE',
    placeholder: 'seconds',
    kind: seconds('none'),
    fallback: '60',
    doc: 'How long after its last verified end a stream plays on while Redis cannot be asked.',
    more: 'It counts with `--store-outage known` alone.',
    example: '300'
  }
} as const satisfies Record<string, Option>

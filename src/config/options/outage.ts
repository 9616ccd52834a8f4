import type { Option } from '../option.js'
import { oneOf } from '../types/one-of.js'
import { seconds } from '../types/seconds.js'

export const OUTAGE = {
  storeOutage: {
    flag: '--store-outage',
    env: 'STORE_OUTAGE',
    placeholder: 'known|deny|allow',
    type: oneOf('known', 'deny', 'allow'),
    defaultText: 'known',
    doc: 'What happens to streams while Redis is unavailable.',
    more: '`known`: streams that this gate has verified continue for `--outage-grace`. `deny`: all streams end about one second after Redis becomes unavailable. ' +
      'In both modes, new streams and tokens that this gate does not know get 503. ' +
      '`allow`: fail open: allow every request, whatever its token, and stop enforcing the limit until Redis is available again; then streams beyond the limit end. ' +
      'All gates on one Redis must use the same mode.',
    example: 'deny'
  },
  outageGrace: {
    flag: '--outage-grace',
    env: 'OUTAGE_GRACE',
    placeholder: 'seconds',
    type: seconds('no grace'),
    defaultText: '60',
    doc: 'How long streams continue after their last confirmed expiry while Redis is unavailable.',
    more: 'The slot of an expired stream stays reserved for the same time while a gate may still be serving it. ' +
      'All gates on one Redis must use the same value; `--store-outage deny` sets it to 0.',
    example: '300'
  }
} as const satisfies Record<string, Option>

import type { Option } from '../option.js'
import { orWord } from '../types/or-word.js'
import { wholeNumber } from '../types/whole-number.js'

export const WORKERS = {
  workers: {
    flag: '--workers',
    env: 'WORKERS',
    placeholder: 'count|auto',
    type: orWord('auto', wholeNumber(1, 256)),
    defaultText: '1',
    doc: 'Worker processes that serve the port, each a complete gate; `auto` is one per CPU.',
    more: 'More than one requires Redis. A primary process starts the workers, replaces those that exit, distributes connections to them in turn, ' +
      'and handles signals, metrics and probes for all of them. What applies to one gate applies to each worker, ' +
      'so `--acquire-rate` and all limits multiply by the number of workers.',
    example: '4'
  }
} as const satisfies Record<string, Option>

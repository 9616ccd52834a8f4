import type { Option } from '../option.js'
import { orWord } from '../types/or-word.js'
import { wholeNumber } from '../types/whole-number.js'

export const WORKERS = {
  workers: {
    flag: '--workers',
    env: 'WORKERS',
    placeholder: 'count|auto',
    kind: orWord('auto', wholeNumber(1, 256)),
    fallback: '1',
    doc: 'Processes that serve clients on the one port, each a whole gate; `auto` is one for each processor.',
    more: 'With more than one, streams have to be kept in Redis. One process beside them starts them, replaces those that end, passes ' +
      'connections on to them in turn, and is the one whose signals, metrics and probes count. What is said to hold for one gate ' +
      'holds for each worker: so `--acquire-rate` and all limits multiply.',
    example: '4'
  }
} as const satisfies Record<string, Option>

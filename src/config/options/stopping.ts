import type { Option } from '../option.js'
import { seconds } from '../types/seconds.js'

export const STOPPING = {
  drainDelay: {
    flag: '--drain-delay',
    env: 'DRAIN_DELAY',
    placeholder: 'seconds',
    kind: seconds('none'),
    fallback: '0',
    doc: 'How long the gate still takes connections after SIGTERM, when it already says that it is not ready.',
    more: 'As long as it takes until nobody is sent here any more: in Kubernetes about 5. SIGINT, as from a terminal, does not wait.',
    example: '5'
  },
  drainGrace: {
    flag: '--drain-grace',
    env: 'DRAIN_GRACE',
    placeholder: 'seconds',
    kind: seconds('none'),
    fallback: '25',
    doc: 'How long running answers may take to finish before they are cut.',
    more: 'Whatever stops the gate should wait for longer than this and the delay together: `docker stop` waits for 10 seconds, Kubernetes for 30.',
    example: '300'
  }
} as const satisfies Record<string, Option>

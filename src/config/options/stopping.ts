import type { Option } from '../option.js'
import { seconds } from '../types/seconds.js'

export const STOPPING = {
  drainDelay: {
    flag: '--drain-delay',
    env: 'DRAIN_DELAY',
    placeholder: 'seconds',
    type: seconds('no delay'),
    defaultText: '0',
    doc: 'How long the gate accepts connections after SIGTERM while it already reports that it is not ready.',
    more: 'Time your load balancer needs to stop routing here; about 5 s on Kubernetes. SIGINT, as from a terminal, skips the delay.',
    example: '5'
  },
  drainGrace: {
    flag: '--drain-grace',
    env: 'DRAIN_GRACE',
    placeholder: 'seconds',
    type: seconds('no grace'),
    defaultText: '25',
    doc: 'How long responses in progress may take to finish before they are aborted.',
    more: 'The supervisor must wait longer than this and the delay together: `docker stop` waits for 10 seconds, Kubernetes for 30.',
    example: '300'
  }
} as const satisfies Record<string, Option>

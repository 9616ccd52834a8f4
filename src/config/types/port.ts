import type { OptionType } from '../option-type.js'
import { wholeNumber } from './whole-number.js'

// Kubernetes announces a service named `redis` to every container as REDIS_PORT=tcp://10.0.0.1:6379.
const SERVICE_LINK = /^(tcp|udp|sctp):\/\//

/** A port. 0, where it is allowed, is any free one. */
export function port (least: 0 | 1): OptionType<number> {
  const number = wholeNumber(least, 65_535)
  const allowed = number.allowed + (least === 0 ? '; 0 is any free port' : '')
  return {
    allowed,
    read: (text, readFile) => SERVICE_LINK.test(text)
      ? { why: 'Kubernetes sets this variable for a service of that name: set `enableServiceLinks: false` in the pod, or use the flag, which takes precedence' }
      : number.read(text, readFile)
  }
}

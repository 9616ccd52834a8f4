import type { OptionType } from '../option-type.js'
import { wholeNumber } from './whole-number.js'

// For a service named `redis` Kubernetes sets REDIS_PORT=tcp://10.0.0.1:6379 in every container (a service link).
const SERVICE_LINK = /^(tcp|udp|sctp):\/\//

/** A TCP port. 0, if allowed, is any free port. */
export function port (least: 0 | 1): OptionType<number> {
  const number = wholeNumber(least, 65_535)
  const allowed = number.allowed + (least === 0 ? '; 0 is any free port' : '')
  return {
    allowed,
    parse: (text, readFile) => SERVICE_LINK.test(text)
      ? { why: 'Kubernetes sets this variable for a service of that name: set `enableServiceLinks: false` in the pod, or use the flag, which takes precedence' }
      : number.parse(text, readFile)
  }
}

import { isIPv4, isIPv6 } from 'node:net'
import { subjectOf } from '../options/options.js'
import type { Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'

/** Two listeners on overlapping addresses need different ports. */
export function findListeningConflicts ({ host, port, adminHost, adminPort }: Settings): Problem[] {
  if (port.value === undefined || port.value === 0 || port.value !== adminPort.value) return []
  if (host.value === undefined || adminHost.value === undefined || !overlap(host.value, adminHost.value)) return []
  return [{ subject: subjectOf('port', 'adminPort'), given: `${port.value} for both`, why: 'two listeners on one address need different ports: choose another, or 0 for any free port' }]
}

function overlap (a: string, b: string): boolean {
  return a === b || covers(a, b) || covers(b, a)
}

/** Whether listening on `wide` also binds the port on `narrow`. A host name can stand for any address. */
function covers (wide: string, narrow: string): boolean {
  if (wide === '::') return true
  if (wide === '0.0.0.0') return !isIPv6(narrow)
  return wide === 'localhost' && (narrow === '::1' || (isIPv4(narrow) && narrow.startsWith('127.')))
}

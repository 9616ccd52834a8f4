import type { Verdict } from '../../domain/gate/check-token.js'
import { isRefusal, type RefusalReason } from '../../domain/refusal.js'
import type { Meters } from '../metrics/meters.js'

type Decision = keyof Meters['gate_decisions_total']

/** How each refusal of the gate is counted. */
const DENIALS: Readonly<Partial<Record<RefusalReason, Decision>>> = {
  'token-missing': 'deny token_missing',
  'token-unknown': 'deny token_unknown',
  'too-many-refusals': 'deny token_throttled',
  'stream-stopped': 'deny stream_stopped',
  'token-of-another-session': 'deny token_of_another_session',
  malformed: 'deny malformed',
  'store-unreachable': 'deny store_unreachable',
  overloaded: 'deny overloaded'
}

/**
 * Counts the verdicts of a check, be it of a token or of a whole request. A verdict that comes without a
 * promise stays so, and is one that needed no store. A rejection is the store's fault; it passes through.
 */
export function observeCheck (meters: Pick<Meters, 'gate_decisions_total' | 'gate_decisions_from_memory_total'>) {
  const decisions = meters.gate_decisions_total

  return <Asked>(check: (asked: Asked) => Verdict | Promise<Verdict>) => (asked: Asked): Verdict | Promise<Verdict> => {
    const verdict = check(asked)
    if (verdict instanceof Promise) return verdict.then(count, countFault)
    meters.gate_decisions_from_memory_total++
    return count(verdict)
  }

  function count (verdict: Verdict): Verdict {
    if (isRefusal(verdict)) decisions[DENIALS[verdict.refused] ?? 'deny other']++
    else decisions['allow ok']++
    return verdict
  }

  function countFault (fault: unknown): never {
    decisions['deny store_unreachable']++
    throw fault
  }
}

import type { Decision } from '../../domain/gate/check-token.js'
import { isRefusal, type RefusalReason } from '../../domain/refusal.js'
import type { Meters } from '../metrics/meters.js'

type DecisionSeries = keyof Meters['gate_decisions_total']

/** The series that counts each refusal of the gate. */
const DENIALS: Readonly<Partial<Record<RefusalReason, DecisionSeries>>> = {
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
 * Counts the decisions of a check of a token or of a whole request. A synchronous decision stays synchronous, and needed
 * no call to the store. A rejection is a fault of the store and passes through.
 */
export function observeCheck (meters: Pick<Meters, 'gate_decisions_total' | 'gate_decisions_from_memory_total'>) {
  const decisions = meters.gate_decisions_total

  return <Input>(check: (input: Input) => Decision | Promise<Decision>) => (input: Input): Decision | Promise<Decision> => {
    const decision = check(input)
    if (decision instanceof Promise) return decision.then(count, countFault)
    meters.gate_decisions_from_memory_total++
    return count(decision)
  }

  function count (decision: Decision): Decision {
    if (isRefusal(decision)) decisions[DENIALS[decision.refused] ?? 'deny other']++
    else decisions['allow ok']++
    return decision
  }

  function countFault (fault: unknown): never {
    decisions['deny store_unreachable']++
    throw fault
  }
}

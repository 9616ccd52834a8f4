import type { CheckToken, Decision } from '../../domain/gate/check-token.js'
import type { Refusal } from '../../domain/refusal.js'

const MISSING: Refusal = { refused: 'token-missing' }

/** Decides on a gated request by its token. A decision without I/O comes without a promise. */
export function decideOnRequest (check: CheckToken): (token: string | Refusal | undefined) => Decision | Promise<Decision> {
  return token => typeof token === 'string' ? check(token) : token ?? MISSING
}

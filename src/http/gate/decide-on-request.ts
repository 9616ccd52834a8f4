import type { CheckToken, Decision } from '../../domain/gate/check-token.js'
import type { Refusal } from '../../domain/refusal.js'

const MISSING: Refusal = { refused: 'token-missing' }

/** Judges a request for video by the token that it carries. A decision that needs no store comes without a promise. */
export function decideOnRequest (check: CheckToken): (token: string | Refusal | undefined) => Decision | Promise<Decision> {
  return token => typeof token === 'string' ? check(token) : token ?? MISSING
}

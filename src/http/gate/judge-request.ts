import type { CheckToken, Verdict } from '../../domain/gate/check-token.js'
import type { Refusal } from '../../domain/refusal.js'

const MISSING: Refusal = { refused: 'token-missing' }

/** Judges a request for video by the token that it carries. A verdict that needs no store comes without a promise. */
export function judgeRequest (check: CheckToken): (token: string | Refusal | undefined) => Verdict | Promise<Verdict> {
  return token => typeof token === 'string' ? check(token) : token ?? MISSING
}

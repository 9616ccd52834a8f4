import type { Decision } from '../gate/check-token.js'
import { isRefusal, type Refusal } from '../refusal.js'
import type { StreamStore } from '../stream-store.js'
import type { Token, Viewer } from '../stream.js'

/**
 * Refuses a token that was not minted for this viewer; undefined when it was. The refusal distinguishes another
 * viewer's live token from an unknown one, so that a client knows whether its session or its token is wrong.
 */
export function checkOwnership ({ store, lookUp }: {
  store: Pick<StreamStore, 'isTokenOf'>
  /** Looks a token up without renewing its stream. */
  lookUp: (token: Token) => Decision | Promise<Decision>
}) {
  return async (token: Token, viewer: Viewer): Promise<Refusal | undefined> => {
    if (store.isTokenOf(token, viewer)) return undefined
    const found = await lookUp(token)
    return isRefusal(found) ? found : { refused: 'token-of-another-session' }
  }
}

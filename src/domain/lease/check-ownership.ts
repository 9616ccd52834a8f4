import type { Decision } from '../gate/check-token.js'
import { isRefusal, type Refusal } from '../refusal.js'
import type { StreamStore } from '../stream-store.js'
import type { Token, Viewer } from '../stream.js'

/**
 * Refuses a token that was not minted for this viewer; undefined when it was. A foreign token is told
 * apart from one that nobody holds, so that a client knows whether its session or its token is off.
 */
export function checkOwnership ({ store, find }: {
  store: Pick<StreamStore, 'isTokenOf'>
  /** Looks a token up without renewing it. */
  find: (token: Token) => Decision | Promise<Decision>
}) {
  return async (token: Token, viewer: Viewer): Promise<Refusal | undefined> => {
    if (store.isTokenOf(token, viewer)) return undefined
    const found = await find(token)
    return isRefusal(found) ? found : { refused: 'token-of-another-session' }
  }
}

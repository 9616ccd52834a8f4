import { Fault } from '../domain/fault.js'
import { isStoreAway } from '../domain/is-store-away.js'
import type { Refusal } from '../domain/refusal.js'

/** Turns what was thrown into what the client is told; logged here, once. */
export function refusalOf (onFault: (error: unknown) => void): (error: unknown) => Refusal {
  return error => {
    onFault(error)
    const ofTheStore = isStoreAway(error) || (error instanceof Fault && error.code === 'STORE_REFUSED')
    return { refused: ofTheStore ? 'store-unreachable' : 'internal' }
  }
}

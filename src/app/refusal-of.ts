import { Fault } from '../domain/fault.js'
import { isStoreUnavailable } from '../domain/is-store-unavailable.js'
import type { Refusal } from '../domain/refusal.js'

/** Turns what was thrown into what the client is told; logged here, once. */
export function refusalOf (onFault: (error: unknown) => void): (error: unknown) => Refusal {
  return error => {
    onFault(error)
    const ofTheStore = isStoreUnavailable(error) || (error instanceof Fault && error.code === 'STORE_REFUSED')
    return { refused: ofTheStore ? 'store-unreachable' : 'internal' }
  }
}

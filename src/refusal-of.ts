import { Fault } from './domain/fault.js'
import type { Refusal } from './domain/refusal.js'

/** Turns what was thrown into what the client is told; logged here, once. */
export function refusalOf (onFault: (error: unknown) => void): (error: unknown) => Refusal {
  return error => {
    onFault(error)
    const ofTheStore = error instanceof Fault && (error.code === 'STORE_UNREACHABLE' || error.code === 'STORE_REFUSED')
    return { refused: ofTheStore ? 'store-unreachable' : 'internal' }
  }
}

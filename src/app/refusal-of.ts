import { Fault, isStoreUnavailable } from '../domain/fault.js'
import type { Refusal } from '../domain/refusal.js'

/** Turns an error into the refusal that the client gets. Logs the error, here and nowhere else. */
export function refusalOf (onFault: (error: unknown) => void): (error: unknown) => Refusal {
  return error => {
    onFault(error)
    const isStoreFault = isStoreUnavailable(error) || (error instanceof Fault && error.code === 'STORE_REFUSED')
    return { refused: isStoreFault ? 'store-unreachable' : 'internal' }
  }
}

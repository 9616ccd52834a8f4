import { Fault } from './fault.js'

/** Whether an error says that the store gave no answer, for whatever reason. */
export function isStoreUnavailable (error: unknown): boolean {
  return error instanceof Fault && (error.code === 'STORE_UNREACHABLE' || error.code === 'STORE_TLS_FAILED')
}

/** Codes of faults. They are stable, and safe for logs and metric labels. */
export type FaultCode =
  | 'STORE_UNREACHABLE'
  | 'STORE_TLS_FAILED'
  | 'STORE_REFUSED'
  | 'UPSTREAM_UNREACHABLE'
  | 'UPSTREAM_TLS_FAILED'
  | 'UPSTREAM_TOO_SLOW'
  | 'UPSTREAM_BROKEN'

/** An unexpected failure. Adapters translate the errors of their drivers into faults at their border. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  /** Whether the same call can succeed later without a change of configuration. */
  readonly temporary: boolean

  constructor (code: FaultCode, message: string, { cause, temporary = true }: { cause?: unknown, temporary?: boolean } = {}) {
    super(message, { cause })
    this.code = code
    this.temporary = temporary
  }
}

/** Whether an error means that the store did not respond. */
export function isStoreUnavailable (error: unknown): boolean {
  return error instanceof Fault && (error.code === 'STORE_UNREACHABLE' || error.code === 'STORE_TLS_FAILED')
}

/** Codes of faults: stable, safe for logs and metric labels. */
export type FaultCode =
  | 'STORE_UNREACHABLE'
  | 'STORE_TLS_FAILED'
  | 'STORE_REFUSED'
  | 'UPSTREAM_UNREACHABLE'
  | 'UPSTREAM_TLS_FAILED'
  | 'UPSTREAM_TOO_SLOW'
  | 'UPSTREAM_BROKEN'

/** Something that should work did not. Adapters translate their driver's errors into this at their border. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  /** Whether the same call can succeed later without anybody changing anything. */
  readonly temporary: boolean

  constructor (code: FaultCode, message: string, { cause, temporary = true }: { cause?: unknown, temporary?: boolean } = {}) {
    super(message, { cause })
    this.code = code
    this.temporary = temporary
  }
}

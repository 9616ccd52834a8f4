import { Fault } from '../../domain/fault.js'

/** The logged fields of an error. */
export interface ErrorDescription {
  readonly name?: string
  readonly code?: string
  readonly message: string
  /** Only for bugs; an expected fault has no stack. */
  readonly stack?: string
  readonly cause?: ErrorDescription
}

/** Maximum depth of causes: a chain can be circular. */
const CAUSES_MAX = 5

/**
 * Describes a thrown value by a fixed set of fields. All other properties are left out: drivers store commands with
 * their arguments there, and those contain tokens.
 */
export function describeError (error: unknown, causesLeft = CAUSES_MAX): ErrorDescription {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const isBug = causesLeft === CAUSES_MAX && !(error instanceof Fault)
  return {
    name,
    ...('code' in error && { code: String(error.code) }),
    message,
    ...(isBug && stack !== undefined && { stack }),
    ...(cause !== undefined && causesLeft > 0 && { cause: describeError(cause, causesLeft - 1) })
  }
}

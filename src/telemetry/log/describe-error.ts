import { Fault } from '../../domain/fault.js'

/** What is written of an error. */
export interface ErrorDescription {
  readonly name?: string
  readonly code?: string
  readonly message: string
  /** Where a bug is; an expected fault has none. */
  readonly stack?: string
  readonly cause?: ErrorDescription
}

/** Causes followed at most: a chain may bite its own tail. */
const CAUSES_MAX = 5

/**
 * Describes whatever was thrown by a fixed set of fields. Other properties are left out on purpose:
 * drivers put commands with their arguments there, and those hold tokens.
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

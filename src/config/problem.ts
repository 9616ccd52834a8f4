/** A problem of the configuration that must be fixed. Never contains the value of a secret. */
export interface Problem {
  /** What to change: `--port (PORT)`, `STREAM_EXPIRE`. */
  readonly subject: string
  /** The given value and its source. */
  readonly given?: string
  /** The allowed values of the option. */
  readonly allowed?: string
  /** The reason and the remedy, if `allowed` does not explain them. */
  readonly why?: string | undefined
}

/** The problem in one line. */
export function describeProblem ({ subject, given, allowed, why }: Problem): string {
  const parts = [
    given === undefined ? undefined : `given ${given}`,
    why,
    allowed === undefined ? undefined : `allowed: ${allowed}`
  ]
  return `${subject}: ${parts.filter(part => part !== undefined).join('; ')}`
}

/** Something about the configuration that an operator has to change. Never carries a secret's value. */
export interface Problem {
  /** What to change, as it is spelled where it is given: `--port (PORT)`, `STREAM_EXPIRE`. */
  readonly subject: string
  /** What was given and where. */
  readonly given?: string
  /** What the option may be. */
  readonly allowed?: string
  /** What is wrong, where `allowed` does not say it, and what to do. */
  readonly why?: string | undefined
}

/** One line for an operator. */
export function describeProblem ({ subject, given, allowed, why }: Problem): string {
  const said = [
    given === undefined ? undefined : `given ${given}`,
    why,
    allowed === undefined ? undefined : `allowed: ${allowed}`
  ]
  return `${subject}: ${said.filter(part => part !== undefined).join('; ')}`
}

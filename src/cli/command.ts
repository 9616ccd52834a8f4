import type { Sources } from '../config/read/read-config.js'

/** What a command gets from the process. */
export interface Environment extends Sources {
  /** Writes to standard output. */
  readonly print: (text: string) => void
  /** Writes to standard error. */
  readonly printError: (text: string) => void
}

/** One command of the program. */
export interface Command {
  /** The words that choose it. */
  readonly words: readonly string[]
  readonly doc: string
  /** Resolves to the exit code that the process ends with once nothing keeps it running. */
  readonly run: (environment: Environment) => number | Promise<number>
}

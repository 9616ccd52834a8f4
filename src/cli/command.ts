import type { Sources } from '../config/read/read-config.js'

/** The environment of a command. */
export interface Environment extends Sources {
  /** Writes to standard output. */
  readonly print: (text: string) => void
  /** Writes to standard error. */
  readonly printError: (text: string) => void
}

/** One command of the program. */
export interface Command {
  /** The words that select it on the command line. */
  readonly words: readonly string[]
  readonly doc: string
  /** Resolves to the exit code. The process exits with it when nothing keeps the process running. */
  readonly run: (environment: Environment) => number | Promise<number>
}

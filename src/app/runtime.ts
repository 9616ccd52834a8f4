import type { Clock } from '../domain/clock.js'
import type { Log } from '../telemetry/log/open-log.js'

/** What the program takes from the world around it. */
export interface Runtime {
  readonly clock: Clock
  /** From a CSPRNG. */
  readonly randomBytes: (count: number) => Uint8Array
  /** Uniform in [0, 1); for spreading, not for secrets. */
  readonly random: () => number
  readonly log: Log
  readonly version: string
  /** Tells this gate from all others on the same Redis; drawn at random when none is given. */
  readonly gateId?: string | undefined
}

/** A gate, put together. */
export interface App {
  /** Resolves when it serves and its operator can ask. Rejects with the first error, with everything given up again. */
  readonly start: () => Promise<void>
  /** From now on it is not ready, and its answers are the last on their connections; new ones are still taken. */
  readonly drain: () => void
  /**
   * No new connections any more; what runs may finish within `graceMs`; then all is given up. Resolves to how
   * many connections had to be cut.
   */
  readonly stop: (graceMs: number) => Promise<number>
}

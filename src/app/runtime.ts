import type { Clock } from '../domain/clock.js'
import type { Log } from '../telemetry/log/open-log.js'

/** What a gate needs of the process that it runs in. */
export interface Runtime {
  readonly clock: Clock
  /** From a CSPRNG. */
  readonly randomBytes: (count: number) => Uint8Array
  /** Uniform in [0, 1). For jitter, not for secrets. */
  readonly random: () => number
  readonly log: Log
  readonly version: string
  /** Unique among the gates on one Redis; random unless given. */
  readonly gateId?: string | undefined
}

/** A composed gate. */
export interface App {
  /** Resolves when both listeners accept connections. Rejects with the first error, with everything released. */
  readonly start: () => Promise<void>
  /** From now on the gate is not ready, and each response is the last on its connection. It still accepts connections. */
  readonly drain: () => void
  /**
   * Accepts no more connections, lets running requests finish within `graceMs`, then releases everything. Resolves
   * to how many connections it aborted.
   */
  readonly stop: (graceMs: number) => Promise<number>
}

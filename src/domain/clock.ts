/** Time, injected so that tests can control it. */
export interface Clock {
  /** Milliseconds on a monotonic clock with an arbitrary zero. */
  readonly nowMs: () => number
  /** Runs `task` every `intervalMs` without keeping the process alive. Returns a function that stops it. */
  readonly every: (intervalMs: number, task: () => void) => () => void
}

/** Time as the rules see it. Injected, so that a test can hold it still. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; its zero means nothing. */
  readonly nowMs: () => number
  /** Runs `task` every `intervalMs` without keeping the process alive. Returns how to stop it. */
  readonly every: (intervalMs: number, task: () => void) => () => void
}

/** How long streams live, as all gates on the same Redis have it. */
export interface Lifetimes {
  /** After its last renewal. */
  readonly expiryMs: number
  /** For how long after its end a gate that cannot ask may let a stream play on; 0 for not at all. */
  readonly graceMs: number
}

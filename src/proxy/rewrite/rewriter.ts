/** Rewrites a text that comes in pieces; each character is a byte. */
export interface Rewriter {
  /** Throws a `Fault` where only breaking off keeps a token from another host. */
  readonly write: (text: string) => string
  /** What is left when there is no more. */
  readonly end: () => string
  /** What is left, as it came, when the text proves to be none. Nothing is to be written after. */
  readonly giveUp: () => string
}

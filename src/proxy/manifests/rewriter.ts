/** Rewrites a text that comes in pieces; each character is a byte. */
export interface Rewriter {
  readonly write: (text: string) => string
  /** What is left when there is no more. */
  readonly end: () => string
}

/** Reads a file as text; throws what node:fs throws. */
export type ReadFile = (path: string) => string

/** What became of an option's text: its value, or why there is none where `allowed` does not say it. */
export type ParseResult<T> = { readonly value: T } | { readonly why: string | undefined }

/** What an option's text may be, and what it means. */
export interface OptionType<T> {
  /** A noun phrase that completes 'allowed: …', with the unit and the range. */
  readonly allowed: string
  /** Understands a text as it was given. Never throws. */
  readonly read: (text: string, readFile: ReadFile) => ParseResult<T>
}

/** A kind for which the text alone decides; undefined is a text that is not allowed. */
export function typeOf<T> (allowed: string, understand: (text: string) => T | undefined): OptionType<T> {
  return {
    allowed,
    read: text => {
      const value = understand(text)
      return value === undefined ? { why: undefined } : { value }
    }
  }
}

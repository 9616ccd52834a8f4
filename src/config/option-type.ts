/** Reads a file as text; throws what node:fs throws. */
export type ReadFile = (path: string) => string

/** The value of a text, or the reason why it has none; undefined if `allowed` explains it. */
export type ParseResult<T> = { readonly value: T } | { readonly why: string | undefined }

/** The type of an option's value: which texts are allowed, and how to parse them. */
export interface OptionType<T> {
  /** A noun phrase that completes 'allowed: …', with the unit and the range. */
  readonly allowed: string
  /** Parses the text as it was given. Never throws. */
  readonly parse: (text: string, readFile: ReadFile) => ParseResult<T>
}

/** A type that needs no files. `parse` returns undefined for a text that is not allowed. */
export function typeOf<T> (allowed: string, parse: (text: string) => T | undefined): OptionType<T> {
  return {
    allowed,
    parse: text => {
      const value = parse(text)
      return value === undefined ? { why: undefined } : { value }
    }
  }
}

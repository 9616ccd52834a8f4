import type { OptionType } from './option-type.js'

/** One option: flag, variable, type, default and documentation. */
export interface Option {
  readonly flag: `--${string}`
  /** The environment variable. The variable `<env>_FILE` can name a file that holds a secret. */
  readonly env: string
  /** Placeholder of the value in the help. */
  readonly placeholder: string
  readonly type: OptionType<unknown>
  /** The option has a list of values: the flag accepts several and can be repeated, the variable separates them by commas. */
  readonly variadic?: true
  /** The default, as text. Without it the option is unset until it is given. */
  readonly defaultText?: string
  /** The value is never shown or quoted in a problem. */
  readonly secret?: true
  /** Removes the secret part of a value before it is shown. */
  readonly redact?: (text: string) => string
  /** One sentence, for the help. */
  readonly doc: string
  /** Further sentences, for the documentation. */
  readonly more?: string
  /** A value to show in the documentation. */
  readonly example: string
}

/** The type of an option's value. */
export type ValueOf<O extends Option> =
  O extends { readonly variadic: true, readonly type: OptionType<infer T> } ? readonly T[]
    : O extends { readonly defaultText: string, readonly type: OptionType<infer T> } ? T
      : O extends { readonly type: OptionType<infer T> } ? T | undefined : never

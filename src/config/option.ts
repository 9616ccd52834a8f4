import type { OptionType } from './option-type.js'

/** One option: everything that is known of it, said once. */
export interface Option {
  readonly flag: `--${string}`
  /** The environment variable. A secret can come from the file that `<env>_FILE` names, too. */
  readonly env: string
  /** What stands for the value in the help. */
  readonly placeholder: string
  readonly kind: OptionType<unknown>
  /** Several values: the flag takes many and may be repeated, the variable separates them by commas. */
  readonly many?: true
  /** The default, spelled as an operator would. None: the option is unset unless it is given. */
  readonly fallback?: string
  /** Never shown once it was given, and never quoted in a problem. */
  readonly secret?: true
  /** What of a value may be shown, where a part of it is a secret or could be taken for a place to put one. */
  readonly redact?: (text: string) => string
  /** One sentence, for the help. */
  readonly doc: string
  /** What else an operator should know. */
  readonly more?: string
  /** A value to show in the documentation. */
  readonly example: string
}

/** What an option comes to once it is read. */
export type ValueOf<O extends Option> =
  O extends { readonly many: true, readonly kind: OptionType<infer T> } ? readonly T[]
    : O extends { readonly fallback: string, readonly kind: OptionType<infer T> } ? T
      : O extends { readonly kind: OptionType<infer T> } ? T | undefined : never

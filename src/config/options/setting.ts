import type { OptionName, Values } from './options.js'

/** The value of one option and its source. */
export interface Setting<T = unknown> {
  /** `unset`: the option was not given and has no default. */
  readonly source: 'flag' | 'environment' | 'default' | 'unset'
  /** For `environment`, the variable: the option's own, or that with _FILE. */
  readonly variable: string | undefined
  /** The value as text, without secrets; undefined if unset. */
  readonly shown: string | undefined
  /** Undefined if unset or invalid. */
  readonly value: T | undefined
}

export type Settings = { readonly [N in OptionName]: Setting<Values[N]> }

/** Whether the option was given, valid or not. */
export function isGiven ({ source }: Setting): boolean {
  return source === 'flag' || source === 'environment'
}

/** Whether the option was given a valid value. An invalid value already has its own problem. */
export function isValid (setting: Setting): boolean {
  return isGiven(setting) && setting.value !== undefined
}

import type { OptionName, Values } from './options.js'

/** One option as it stands: where its value came from, and what it is. */
export interface Setting<T = unknown> {
  /** `default`: nobody said anything and there is a default; `unset`: there is none. */
  readonly source: 'flag' | 'environment' | 'default' | 'unset'
  /** The variable that said it, for `environment`: the option's own, or that with _FILE. */
  readonly variable: string | undefined
  /** The value as text without its secrets; undefined when unset. */
  readonly shown: string | undefined
  /** Undefined when unset, and when what was given is wrong. */
  readonly value: T | undefined
}

export type Settings = { readonly [N in OptionName]: Setting<Values[N]> }

/** Whether an operator said something, right or wrong. */
export function isNamed ({ source }: Setting): boolean {
  return source === 'flag' || source === 'environment'
}

/** Whether an operator said something that is right. What is wrong already has its problem. */
export function isGiven (setting: Setting): boolean {
  return isNamed(setting) && setting.value !== undefined
}

import type { OptionType } from '../option-type.js'
import { decimal } from './decimal.js'

/** A duration in seconds, from one millisecond to one day. */
export function seconds (zero?: string): OptionType<number> {
  return decimal({ least: 0.001, most: 86_400, unit: 'seconds', ...zero === undefined ? {} : { zero } })
}

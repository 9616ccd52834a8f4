import type { OptionType } from '../option-type.js'
import { decimal } from './decimal.js'

/** A timeout in seconds, at least a millisecond and at most a day. */
export function seconds (zero?: string): OptionType<number> {
  return decimal({ least: 0.001, most: 86_400, unit: 'seconds', ...zero === undefined ? {} : { zero } })
}

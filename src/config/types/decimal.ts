import { typeOf, type OptionType } from '../option-type.js'

/** A number that may have a fraction: `2`, `0.5`. */
export function decimal ({ least, most, unit, zero }: {
  least: number
  most: number
  unit?: string
  /** The meaning of 0, if it is allowed in addition to the range. */
  zero?: string
}): OptionType<number> {
  const allowed = `a number${unit === undefined ? '' : ` of ${unit}`} from ${least} to ${most}, fractions allowed` +
    (zero === undefined ? '' : `; 0 is ${zero}`)
  return typeOf(allowed, text => {
    if (!/^\d{1,15}(\.\d{1,15})?$/.test(text)) return undefined
    const number = Number(text)
    if (number === 0 && zero !== undefined) return number
    return number >= least && number <= most ? number : undefined
  })
}

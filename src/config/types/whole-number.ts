import { typeOf, type OptionType } from '../option-type.js'

/** Decimal digits only: no sign, exponent or space. */
export function wholeNumber (least: number, most: number, unit?: string): OptionType<number> {
  const allowed = `a whole number${unit === undefined ? '' : ` of ${unit}`} from ${least} to ${most}`
  return typeOf(allowed, text => {
    if (!/^\d{1,15}$/.test(text)) return undefined
    const number = Number(text)
    return number >= least && number <= most ? number : undefined
  })
}

import { typeOf, type OptionType } from '../option-type.js'

/** `true` or `false` only: `yes`, `1` and a flag without a value are refused. */
export const trueOrFalse: OptionType<boolean> = typeOf('true or false', text => {
  if (text === 'true') return true
  return text === 'false' ? false : undefined
})

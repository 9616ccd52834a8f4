import { typeOf, type OptionType } from '../option-type.js'

/** Written out, never implied: `yes`, `1` and a flag without a value are not understood. */
export const trueOrFalse: OptionType<boolean> = typeOf('true or false', text => {
  if (text === 'true') return true
  return text === 'false' ? false : undefined
})

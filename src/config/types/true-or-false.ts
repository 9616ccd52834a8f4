import { kindOf, type Kind } from '../kind.js'

/** Written out, never implied: `yes`, `1` and a flag without a value are not understood. */
export const trueOrFalse: Kind<boolean> = kindOf('true or false', text => {
  if (text === 'true') return true
  return text === 'false' ? false : undefined
})

import { typeOf, type OptionType } from '../option-type.js'

/** One word of a closed list, case-sensitive. */
export function oneOf<W extends string> (...words: readonly W[]): OptionType<W> {
  const allowed = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
  return typeOf(allowed, text => words.find(word => word === text))
}

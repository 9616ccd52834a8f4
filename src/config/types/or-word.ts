import type { OptionType } from '../option-type.js'

/** The values of another type, or one word that stands for a value determined later. */
export function orWord<T, W extends string> (word: W, type: OptionType<T>): OptionType<T | W> {
  return {
    allowed: `${type.allowed}, or ${word}`,
    parse: (text, readFile) => text === word ? { value: word } : type.parse(text, readFile)
  }
}

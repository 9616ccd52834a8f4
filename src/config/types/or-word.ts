import type { OptionType } from '../option-type.js'

/** What the kind allows, or one word that stands for a value yet to be found. */
export function orWord<T, W extends string> (word: W, kind: OptionType<T>): OptionType<T | W> {
  return {
    allowed: `${kind.allowed}, or ${word}`,
    read: (text, readFile) => text === word ? { value: word } : kind.read(text, readFile)
  }
}

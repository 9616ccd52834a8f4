import type { Kind } from '../kind.js'

/** What the kind allows, or one word that stands for a value yet to be found. */
export function orWord<T, W extends string> (word: W, kind: Kind<T>): Kind<T | W> {
  return {
    allowed: `${kind.allowed}, or ${word}`,
    read: (text, readFile) => text === word ? { value: word } : kind.read(text, readFile)
  }
}

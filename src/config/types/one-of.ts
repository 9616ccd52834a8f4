import { kindOf, type Kind } from '../kind.js'

/** One word of a closed list, spelled exactly. */
export function oneOf<W extends string> (...words: readonly W[]): Kind<W> {
  const allowed = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
  return kindOf(allowed, text => words.find(word => word === text))
}

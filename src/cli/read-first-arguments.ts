import type { ReadFile } from '../config/option-type.js'

const COMMAND_LINE = '/proc/1/cmdline'

/**
 * The flags of the gate that is process 1 of this container, or that its init has started; none where there is no such
 * gate. What is run beside a gate shares its environment, but is not told its flags.
 */
export function readFirstArguments (readFile: ReadFile): readonly string[] {
  let words: readonly string[]
  try {
    words = readFile(COMMAND_LINE).split('\0').slice(0, -1)
  } catch {
    // Another system than Linux.
    return []
  }
  const program = words.findIndex(word => /(?:^|\/)streamgate(?:\.js)?$/.test(word))
  if (program === -1) return []
  const behind = words.slice(program + 1)
  return behind[0] === 'serve' ? behind.slice(1) : behind
}

import type { ReadFile } from '../config/option-type.js'

const COMMAND_LINE = '/proc/1/cmdline'

/**
 * The flags of the gate that runs as process 1 of this container, or that its init process has started; empty if there
 * is none. A command in the same container shares the environment of the gate, but does not receive its flags.
 */
export function readFirstArguments (readFile: ReadFile): readonly string[] {
  let words: readonly string[]
  try {
    words = readFile(COMMAND_LINE).split('\0').slice(0, -1)
  } catch {
    // Not on Linux.
    return []
  }
  const program = words.findIndex(word => /(?:^|\/)streamgate(?:\.js)?$/.test(word))
  if (program === -1) return []
  const following = words.slice(program + 1)
  return following[0] === 'serve' ? following.slice(1) : following
}

import type { Problem } from '../config/problem.js'
import { nearest } from '../config/read/nearest.js'
import type { Command } from './command.js'

/** The command a command line asks for and what is left of it, or what is wrong with its words. */
export type Chosen =
  | { readonly command: Command, readonly argv: readonly string[] }
  | { readonly problem: Problem, readonly argv: readonly string[] }

/**
 * Chooses by the words before the first option. Without one it is the first command.
 *
 * @param argv the command line behind the program
 */
export function chooseCommand (commands: readonly [Command, ...Command[]], argv: readonly string[]): Chosen {
  const firstOption = argv.findIndex(argument => argument.startsWith('-'))
  const words = firstOption === -1 ? argv : argv.slice(0, firstOption)
  if (words.length === 0) return { command: commands[0], argv }
  const command = commands.find(candidate => candidate.words.every((word, at) => word === words[at]))
  if (command !== undefined) return { command, argv: argv.slice(command.words.length) }
  const said = words.join(' ')
  const names = commands.map(candidate => candidate.words.join(' '))
  const meant = nearest(said, names)
  const why = meant === undefined ? `the commands are ${names.join(', ')}` : `did you mean ${meant}?`
  return { problem: { subject: JSON.stringify(said), why: `unknown command; ${why}` }, argv: argv.slice(words.length) }
}

import type { Problem } from '../config/problem.js'
import { nearest } from '../config/read/nearest.js'
import type { Command } from './command.js'

/** The command of a command line with the remaining arguments, or the problem with its words. */
export type Chosen =
  | { readonly command: Command, readonly argv: readonly string[] }
  | { readonly problem: Problem, readonly argv: readonly string[] }

/**
 * Chooses the command by the words before the first option. Without words it is the first command.
 *
 * @param argv the command line after the program
 */
export function chooseCommand (commands: readonly [Command, ...Command[]], argv: readonly string[]): Chosen {
  const firstOption = argv.findIndex(argument => argument.startsWith('-'))
  const words = firstOption === -1 ? argv : argv.slice(0, firstOption)
  if (words.length === 0) return { command: commands[0], argv }
  const command = commands.find(candidate => candidate.words.every((word, at) => word === words[at]))
  if (command !== undefined) return { command, argv: argv.slice(command.words.length) }
  const given = words.join(' ')
  const names = commands.map(candidate => candidate.words.join(' '))
  const meant = nearest(given, names)
  const why = meant === undefined ? `the commands are ${names.join(', ')}` : `did you mean ${meant}?`
  return { problem: { subject: JSON.stringify(given), why: `unknown command; ${why}` }, argv: argv.slice(words.length) }
}

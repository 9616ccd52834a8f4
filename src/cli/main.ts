import { readFileSync } from 'node:fs'
import { describeHelp, type Described } from '../config/describe/describe-help.js'
import { readConfig } from '../config/read/read-config.js'
import { chooseCommand } from './choose-command.js'
import type { Command } from './command.js'
import { configCheck } from './config-check.js'
import { configDocs } from './config-docs.js'
import { configShow } from './config-show.js'
import { MISCONFIGURED } from './exit-codes.js'
import { health } from './health.js'
import { readVersion } from './read-version.js'
import { reportProblems } from './report-problems.js'
import { serve } from './serve.js'

// The first is the default command.
const COMMANDS: readonly [Command, ...Command[]] = [serve, health, configCheck, configShow, configDocs]
const HELP: Described = { usage: '-h, --help', doc: 'print this help' }
const VERSION: Described = { usage: '-V, --version', doc: 'print the version' }
const COLUMNS = 100

/**
 * The program: chooses a command, runs it and sets the exit code.
 *
 * @param argv `process.argv`, which starts with the runtime and the script
 */
export async function main (argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const args = argv.slice(2)
  const has = ({ usage }: Described): boolean => usage.split(', ').some(flag => args.includes(flag))
  const print = (text: string): void => { process.stdout.write(text) }
  const printError = (text: string): void => { process.stderr.write(text) }
  const readFile = (path: string): string => readFileSync(path, 'utf8')

  if (has(HELP)) return print(describeHelp({ commands: COMMANDS.map(toDescribed), switches: [HELP, VERSION], columns: process.stdout.columns ?? COLUMNS }))
  if (has(VERSION)) return print(`${readVersion(readFile)}\n`)
  const chosen = chooseCommand(COMMANDS, args)
  if ('problem' in chosen) {
    const read = readConfig({ argv: chosen.argv, env, readFile })
    printError(reportProblems([chosen.problem, ...'problems' in read ? read.problems : []]))
    process.exitCode = MISCONFIGURED
    return
  }
  process.exitCode = await chosen.command.run({ argv: chosen.argv, env, readFile, print, printError })
}

function toDescribed ({ words, doc }: Command): Described {
  return { usage: words.join(' '), doc }
}

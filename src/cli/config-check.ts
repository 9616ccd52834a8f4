import { readConfig } from '../config/read/read-config.js'
import type { Command } from './command.js'
import { MISCONFIGURED, OK } from './exit-codes.js'
import { reportProblems } from './report-problems.js'

/** Validates the configuration. */
export const configCheck: Command = {
  words: ['config', 'check'],
  doc: 'validate the configuration without opening a port',
  run: ({ argv, env, readFile, print, printError }) => {
    const read = readConfig({ argv, env, readFile })
    if ('problems' in read) {
      printError(reportProblems(read.problems))
      return MISCONFIGURED
    }
    print('configuration is valid\n')
    return OK
  }
}

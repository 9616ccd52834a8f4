import { describeSettings, tabulateSettings } from '../config/describe/describe-settings.js'
import { readConfig } from '../config/read/read-config.js'
import type { Command } from './command.js'
import { MISCONFIGURED, OK } from './exit-codes.js'
import { reportProblems } from './report-problems.js'

const AS_JSON = '--json'

/** Prints the effective configuration and its sources. */
export const configShow: Command = {
  words: ['config', 'show'],
  doc: `print the value of every option and its source, without secrets (${AS_JSON}: as JSON)`,
  run: ({ argv, env, readFile, print, printError }) => {
    const read = readConfig({ argv: argv.filter(argument => argument !== AS_JSON), env, readFile })
    if ('problems' in read) {
      printError(reportProblems(read.problems))
      return MISCONFIGURED
    }
    const settings = describeSettings(read.settings)
    print(argv.includes(AS_JSON) ? `${JSON.stringify(settings, undefined, 2)}\n` : tabulateSettings(settings))
    return OK
  }
}

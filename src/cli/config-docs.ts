import { describeOptions } from '../config/describe/describe-options.js'
import { findUnknownArguments } from '../config/read/find-unknown-arguments.js'
import { parseFlags } from '../config/read/parse-flags.js'
import type { Command } from './command.js'
import { MISCONFIGURED, OK } from './exit-codes.js'
import { reportProblems } from './report-problems.js'

/** Prints the documentation of all options. */
export const configDocs: Command = {
  words: ['config', 'docs'],
  doc: 'print the documentation of all options as Markdown',
  run: ({ argv, print, printError }) => {
    const unknownArguments = findUnknownArguments(parseFlags(argv))
    if (unknownArguments.length > 0) {
      printError(reportProblems(unknownArguments))
      return MISCONFIGURED
    }
    print(describeOptions())
    return OK
  }
}

import { describeOptions } from '../config/describe/describe-options.js'
import { findStrays } from '../config/read/find-strays.js'
import { parseFlags } from '../config/read/parse-flags.js'
import type { Command } from './command.js'
import { MISCONFIGURED, OK } from './exit-codes.js'
import { reportProblems } from './report-problems.js'

/** Prints the documentation of all options. */
export const configDocs: Command = {
  words: ['config', 'docs'],
  doc: 'print the documentation of all options, as Markdown',
  run: ({ argv, print, complain }) => {
    const strays = findStrays(parseFlags(argv))
    if (strays.length > 0) {
      complain(reportProblems(strays))
      return MISCONFIGURED
    }
    print(describeOptions())
    return OK
  }
}

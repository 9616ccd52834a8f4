import { readConfig } from '../config/read/read-config.js'
import type { Command } from './command.js'
import { FAILED, MISCONFIGURED, OK } from './exit-codes.js'
import { explainFailure } from './explain-failure.js'
import { readVersion } from './read-version.js'
import { reportProblems } from './report-problems.js'

/** Runs the gate until a signal ends it. */
export const serve: Command = {
  words: ['serve'],
  doc: 'run the gate (the default command)',
  run: async ({ argv, env, readFile, printError }) => {
    const read = readConfig({ argv, env, readFile })
    if ('problems' in read) {
      printError(reportProblems(read.problems))
      return MISCONFIGURED
    }
    // Loaded on demand, so that help and checks do not load the gate.
    const { run } = await import('../process/run.js')
    try {
      await run(read.config, { version: readVersion(readFile) })
      return OK
    } catch (error) {
      printError(`streamgate: cannot start: ${explainFailure(error)}\n`)
      return FAILED
    }
  }
}

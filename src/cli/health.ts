import { get } from 'node:http'
import { readConfig } from '../config/read/read-config.js'
import type { Command } from './command.js'
import { FAILED, OK } from './exit-codes.js'
import { readFirstArguments } from './read-first-arguments.js'
import { reportProblems } from './report-problems.js'

const LIVE = '--live'
/** Shorter than the timeout of Docker's HEALTHCHECK, so that this command can print the reason. */
const TIMEOUT_MS = 2000
/** A wildcard address cannot be connected to. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** Checks the readiness of the gate in the same container. For the HEALTHCHECK of an image without a shell and curl. */
export const health: Command = {
  words: ['health'],
  doc: `check whether the gate in the same container is ready (${LIVE}: whether it is alive)`,
  run: async ({ argv, env, readFile, print, printError }) => {
    const flags = argv.filter(argument => argument !== LIVE)
    const read = readConfig({ argv: flags.length > 0 ? flags : readFirstArguments(readFile), env, readFile })
    if ('problems' in read) {
      printError(reportProblems(read.problems))
      // Not MISCONFIGURED: Docker reserves exit code 2 of a health check.
      return FAILED
    }
    const { host, port } = read.config.admin
    try {
      const { status, body } = await fetchProbe({ host: LOOPBACK[host] ?? host, port, path: argv.includes(LIVE) ? '/livez' : '/readyz' })
      print(`${body}\n`)
      return status === 200 ? OK : FAILED
    } catch (error) {
      printError(`streamgate: no response from ${host}, port ${port}: ${error instanceof Error ? error.message : String(error)}\n`)
      return FAILED
    }
  }
}

async function fetchProbe ({ host, port, path }: { host: string, port: number, path: string }): Promise<{ status: number | undefined, body: string }> {
  return await new Promise((resolve, reject) => {
    const request = get({ host, port, path, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', chunk => { body += chunk }).on('end', () => { resolve({ status: response.statusCode, body }) }).on('error', reject)
    })
    request.on('error', reject)
  })
}

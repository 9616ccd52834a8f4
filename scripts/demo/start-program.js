import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Starts a Node program of this repository; its environment is `env` and nothing else. `ready` resolves to
 * the first answer of `isReady` to a line of its stdout, and rejects with all it said if it ends before.
 */
export function startProgram ({ args, env = {}, isReady }) {
  // In a process group of its own: Ctrl-C in the terminal shall reach the demo, which then stops it once.
  const child = spawn(process.execPath, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  const ended = once(child, 'close')
  const ready = new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', line => {
      said.push(line)
      const answer = isReady(line)
      if (answer !== undefined) resolve(answer)
    })
    createInterface(child.stderr).on('line', line => said.push(line))
    ended.then(() => reject(new Error(`${args[0]} did not start:\n${said.join('\n')}`)), reject)
  })
  return { ready, ended, output: () => said.join('\n'), stop: () => child.kill('SIGTERM') }
}

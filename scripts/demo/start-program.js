import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Starts a Node program of this repository with exactly the environment `env`. `ready` resolves to the first result of
 * `isReady` for a line of its stdout, and rejects with its output if it exits before.
 */
export function startProgram ({ args, env = {}, isReady }) {
  // In its own process group: Ctrl-C reaches only the demo, which then stops the program once.
  const child = spawn(process.execPath, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines = []
  const ended = once(child, 'close')
  const ready = new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', line => {
      lines.push(line)
      const result = isReady(line)
      if (result !== undefined) resolve(result)
    })
    createInterface(child.stderr).on('line', line => lines.push(line))
    ended.then(() => reject(new Error(`${args[0]} did not start:\n${lines.join('\n')}`)), reject)
  })
  return { ready, ended, output: () => lines.join('\n'), stop: () => child.kill('SIGTERM') }
}

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'

const END_MARKED = fileURLToPath(new URL('end-marked.sh', import.meta.url))

/**
 * From now on, whatever this process starts is killed when this process ends, however it ends: also what its children start,
 * and what leaves its process group. A mark in the environment is inherited; a watcher looks for it.
 */
export function ownProcesses () {
  const mark = [process.env.TEST_RUN, randomBytes(6).toString('hex')].filter(Boolean).join('.')
  process.env.TEST_RUN = mark
  // In a session of its own: what kills the process group of this process leaves the watcher.
  const watcher = spawn('bash', [END_MARKED, mark], { detached: true, env: { PATH: process.env.PATH }, stdio: ['pipe', 'ignore', 'ignore'] })
  watcher.stdin.on('error', () => {})
  watcher.unref()
  watcher.stdin.unref()
}

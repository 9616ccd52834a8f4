// Runs the gate and restarts it whenever src changes: `tsc --watch` compiles, `node --watch` restarts.
// Streams live in memory, and so end with a restart, unless REDIS_URL says otherwise. The upstream is the
// sample origin unless UPSTREAM_URL names one.
import { spawn } from 'node:child_process'

const ORIGIN_PORT = '8081'
const { UPSTREAM_URL = `http://127.0.0.1:${ORIGIN_PORT}` } = process.env
const programs = [
  ['node_modules/typescript/bin/tsc', '--watch', '--preserveWatchOutput'],
  ['--watch', '--watch-preserve-output', 'bin/streamgate.js', 'serve']
]
if (process.env.UPSTREAM_URL === undefined) programs.push(['examples/origin.js', '--port', ORIGIN_PORT])

const children = programs.map(args =>
  spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, UPSTREAM_URL } }))

// One that ends takes the others along: half of it running would only puzzle.
for (const child of children) {
  child.on('exit', () => children.forEach(other => other.kill()))
}
// Ctrl-C reaches the children by itself, being in the same process group; this process only outlives them.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => children.forEach(child => child.kill()))

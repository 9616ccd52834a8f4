// The processes of a benchmark: starts them, waits until they are ready, and ends them together.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const started = []

process.once('exit', stopAll)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { process.exit(1) })

/** Ends all of them in reverse order. */
export function stopAll () {
  for (const child of started.splice(0).reverse()) child.kill()
}

export async function startNode (args) {
  const child = start(process.execPath, args)
  const { port } = await firstJson(child, line => line.port !== undefined)
  return { port, pid: child.pid, child }
}

export async function startGate (args, nodeFlags = []) {
  const child = start(process.execPath, [...nodeFlags, 'bin/streamgate.js', 'serve', ...args])
  const line = await firstJson(child, line => line.msg === 'listening')
  return { port: line.public.port, adminPort: line.admin.port, pid: child.pid, child }
}

export function start (command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  return child
}

export async function firstJson (child, accept) {
  return await firstLine(child, line => {
    const value = line.startsWith('{') ? JSON.parse(line) : undefined
    return value !== undefined && accept(value) ? value : undefined
  })
}

export async function ready (child, pattern) {
  await firstLine(child, line => pattern.test(line) ? line : undefined)
}

async function firstLine (child, match) {
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => { reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`)) })
    createInterface({ input: child.stdout }).on('line', line => {
      const found = match(line)
      if (found !== undefined) resolve(found)
    })
  })
}

export async function freePort () {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

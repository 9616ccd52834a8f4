// Starts the stack of docker-compose.yml with gates that run what is compiled here, and restarts them whenever src
// changes. Streams are in Redis, and outlive that. Where the types are wrong the gates keep the code that they have.
// Files are watched here, not in the containers, where Docker Desktop need not tell of changes. Ctrl-C ends the
// watching; the stack stays, as after `make up`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

// Editors and git write several files at a time.
const SETTLED_MS = 200

/** Whether the program ended well. */
async function run (program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  try {
    const [status] = await once(child, 'exit')
    return status === 0
  } catch (fault) {
    console.error(fault.message)
    return false
  }
}
const compose = (...args) => run('docker', ['compose', '-f', 'docker-compose.yml', '-f', 'examples/compose/dev.yaml', ...args])

/** Each folder by itself, and anew each time: that sees files that are replaced, and folders that come and go. */
const nextChange = () => new Promise(resolve => {
  const folders = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
  const watchers = ['src', ...folders].map(folder => watch(folder, () => {
    for (const watcher of watchers) watcher.close()
    resolve()
  }))
})

let change = nextChange()
if (!await compose('up', '--build', '--detach', '--wait')) process.exit(1)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    console.log('The stack stays: `make up` gives it the image again, `make down` stops it.')
    process.exit()
  })
}
console.log('The gates follow src. Ctrl-C ends that.')

for (;;) {
  await change
  await wait(SETTLED_MS)
  // What changes from here on is for the next round.
  change = nextChange()
  if (!await run(process.execPath, ['scripts/build.js', '--over'])) console.error('Not compiled: the gates keep the code that they have.')
  else if (await compose('restart', 'gate-1', 'gate-2')) console.log('The gates were restarted with the new code.')
  else console.error('The gates could not be restarted: `make logs`.')
}

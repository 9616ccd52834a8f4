// What Node loads before a test (.taprc): it reads TypeScript, and takes with it what it has started.
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { leaveChildrenAlone } from './leave-children-alone.js'
import { ownProcesses } from './own-processes.js'

register('./load-typescript.js', import.meta.url)
if (isMainThread) {
  leaveChildrenAlone()
  ownProcesses()
  // tap has been killed. Nobody reads what this test finds.
  process.once('disconnect', () => { process.kill(process.pid, 'SIGKILL') })
  process.channel?.unref()
}

import { fork } from 'node:child_process'
import type { Socket } from 'node:net'
import type { FromWorker, ToWorker } from './messages.js'
import { toEnvironment, type WorkerIdentity } from './worker-identity.js'

/** A process that was started. */
export interface StartedWorker {
  readonly pid: number | undefined
  /**
   * Says something to it; a socket goes with it and stays open here. Nothing is said to one that cannot be
   * spoken to: it is about to end, or is noticed by its silence.
   */
  readonly send: (message: ToWorker, socket?: Socket) => void
  readonly kill: () => void
}

/**
 * Starts this program once more, as a worker. Throws when that cannot be.
 *
 * @param heard told what it says
 * @param ended told once how it has ended, or why it never began; after all that it said
 */
export function startWorker (identity: WorkerIdentity, { heard, ended }: {
  heard: (message: FromWorker) => void
  ended: (how: string) => void
}): StartedWorker {
  const child = fork(process.argv[1] as string, process.argv.slice(2), { env: { ...process.env, ...toEnvironment(identity) } })
  const kill = (): void => { child.kill('SIGKILL') }
  let fault: string | undefined
  child.on('message', heard)
  // Unlike 'exit' it comes when all that was said has been read; 'disconnect' does not come at all while a
  // connection is on its way.
  child.once('close', (code, signal) => { end(signal ?? fault ?? `exit code ${code}`) })
  child.on('error', error => {
    fault = error.message
    if (child.pid === undefined) end(fault)
  })
  let end = (how: string): void => {
    end = () => {}
    ended(how)
  }
  return {
    pid: child.pid,
    kill,
    send: (message, socket) => {
      if (!child.connected) return
      // One that connections cannot be handed to serves nobody.
      child.send(message, socket, { keepOpen: true }, error => { if (error !== null && socket !== undefined) kill() })
    }
  }
}

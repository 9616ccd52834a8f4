import { fork } from 'node:child_process'
import type { Socket } from 'node:net'
import { toEnvironment, type WorkerIdentity } from './worker-identity.js'
import type { FromWorker, ToWorker } from './worker-messages.js'

/** A running worker process. */
export interface StartedWorker {
  readonly pid: number | undefined
  /**
   * Sends a message, with a socket that stays open here. Does nothing if the channel is closed: such a worker is
   * about to exit, or is detected as unresponsive.
   */
  readonly send: (message: ToWorker, socket?: Socket) => void
  readonly kill: () => void
}

/**
 * Starts this program once more, as a worker. Throws if the process cannot be created.
 *
 * @param onExit called once with the reason why the worker exited or failed to start, after its last message
 */
export function startWorker (identity: WorkerIdentity, { onMessage, onExit }: {
  onMessage: (message: FromWorker) => void
  onExit: (reason: string) => void
}): StartedWorker {
  const child = fork(process.argv[1] as string, process.argv.slice(2), { env: { ...process.env, ...toEnvironment(identity) } })
  const kill = (): void => { child.kill('SIGKILL') }
  let fault: string | undefined
  child.on('message', onMessage)
  // Unlike 'exit', 'close' comes after the last message has been read. 'disconnect' does not come at all while a
  // connection is in transit.
  child.once('close', (code, signal) => { end(signal ?? fault ?? `exit code ${code}`) })
  child.on('error', error => {
    fault = error.message
    if (child.pid === undefined) end(fault)
  })
  let end = (reason: string): void => {
    end = () => {}
    onExit(reason)
  }
  return {
    pid: child.pid,
    kill,
    send: (message, socket) => {
      if (!child.connected) return
      // A worker that cannot receive connections is of no use.
      child.send(message, socket, { keepOpen: true }, error => { if (error !== null && socket !== undefined) kill() })
    }
  }
}

import { Socket } from 'node:net'
import type { BoundAddress, ConnectionSource } from '../../http/listener/listen-on.js'
import type { FromWorker, ToWorker } from './worker-messages.js'

/**
 * The connection source of a worker: the primary accepts connections and hands them over.
 *
 * @param at the address on which the primary listens or will listen
 * @param onMessage adds a listener for the messages of the primary and for the handles that come with them
 */
export function receiveConnections ({ at, send, onMessage }: {
  at: BoundAddress
  send: (message: FromWorker) => void
  onMessage: (listener: (message: ToWorker, handle: unknown) => void) => void
}): ConnectionSource {
  return async onConnection => {
    onMessage((message, handle) => {
      if (message.type !== 'connection') return
      // Sent before anything is read: until the primary receives this, it can hand the connection to another worker.
      send({ type: 'received', id: message.id })
      if (handle instanceof Socket) onConnection(handle)
    })
    return at
  }
}

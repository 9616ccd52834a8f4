import { Socket } from 'node:net'
import type { ConnectionSource, BoundAddress } from '../../http/listener/listen-on.js'
import type { FromWorker, ToWorker } from './messages.js'

/**
 * The way by which clients come to a worker: the primary accepts their connections and hands them over.
 *
 * @param at where the primary listens, or is to
 * @param onMessage calls its listener with what the primary says, and the connection that comes with it
 */
export function takeFromPrimary ({ at, send, onMessage }: {
  at: BoundAddress
  send: (message: FromWorker) => void
  onMessage: (listener: (message: ToWorker, handle: unknown) => void) => void
}): ConnectionSource {
  return async take => {
    onMessage((message, handle) => {
      if (message.type !== 'take') return
      // Said before anything is read: until it is heard, the connection can be given to another worker whole.
      send({ type: 'taken', id: message.id })
      if (handle instanceof Socket) take(handle)
    })
    return at
  }
}

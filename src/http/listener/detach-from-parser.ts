import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Connections } from './connections.js'

/**
 * Completes Node's detachment of a connection from its parser, for an upgrade or a CONNECT. Node detaches even while
 * responses to earlier requests are in progress: those finish first, and this function emits 'drain' on them, because
 * Node's own listener is gone. `proceed` is not called when one of them closes the connection.
 */
export function detachFromParser (connections: Pick<Connections, 'responsesOn' | 'afterResponses'>, socket: Duplex, proceed: () => void): void {
  // Without a listener a reset would end the process. The connection of a declined upgrade already has one.
  socket.off('error', destroy)
  socket.on('error', destroy)
  const onDrain = (): void => {
    for (const response of connections.responsesOn(socket)) if (response.socket === socket) response.emit('drain')
  }
  socket.on('drain', onDrain)
  connections.afterResponses(socket, () => {
    socket.off('drain', onDrain)
    // The previous response has set the keep-alive timeout.
    ;(socket as Socket).setTimeout(0)
    if (socket.writable) proceed()
  })
}

function destroy (this: Duplex): void {
  this.destroy()
}

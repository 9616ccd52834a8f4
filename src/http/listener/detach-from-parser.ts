import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Connections } from './connections.js'

/**
 * Takes over a connection that Node has taken off its parser, for an upgrade or a CONNECT. Node does so even
 * while answers to earlier requests run on it: those come first, and get to hear of drained buffers here
 * because Node listens no more. `proceed` is not called on a connection that they have ended.
 */
export function detachFromParser (connections: Pick<Connections, 'responsesOn' | 'afterResponses'>, socket: Duplex, proceed: () => void): void {
  // Without a listener a reset would end the process. A connection that was handed back has it already.
  socket.off('error', destroy)
  socket.on('error', destroy)
  const onDrain = (): void => {
    for (const response of connections.responsesOn(socket)) if (response.socket === socket) response.emit('drain')
  }
  socket.on('drain', onDrain)
  connections.afterResponses(socket, () => {
    socket.off('drain', onDrain)
    // The answer before has left the time-out of an idle connection behind.
    ;(socket as Socket).setTimeout(0)
    if (socket.writable) proceed()
  })
}

function destroy (this: Duplex): void {
  this.destroy()
}

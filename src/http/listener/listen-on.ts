import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** The address that clients connect to, with the real port. */
export interface BoundAddress { readonly host: string, readonly port: number }

/**
 * A source of connections that another process has accepted and not read from. Passes each connection to `take`.
 * Resolves to the address that clients connect to.
 */
export type ConnectionSource = (take: (socket: Socket) => void) => Promise<BoundAddress>

/** Listens on `host` and `port`, or takes the connections of `connectionSource` instead. Rejects when it cannot. */
export async function listenOn (server: Server, { host, port, connectionSource }: { host: string, port: number, connectionSource?: ConnectionSource | undefined }): Promise<BoundAddress> {
  if (connectionSource !== undefined) {
    // Starts Node's check of the head timeout. The server itself does not listen.
    server.emit('listening')
    return await connectionSource(socket => {
      // What Node sets on the connections that an HTTP server accepts itself.
      socket.allowHalfOpen = true
      socket.setNoDelay(true)
      server.emit('connection', socket)
    })
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  return { host: address.address, port: address.port }
}

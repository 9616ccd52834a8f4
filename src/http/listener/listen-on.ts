import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** Where clients connect to; the port is the real one. */
export interface BoundAddress { readonly host: string, readonly port: number }

/**
 * Connections that somebody else has accepted, and from which nothing was read. Resolves to where clients
 * connect to, and hands each connection to `take` from then on.
 */
export type ConnectionSource = (take: (socket: Socket) => void) => Promise<BoundAddress>

/** Lets clients in: by listening on `host` and `port`, or by taking what is handed over. Rejects when it cannot. */
export async function listenOn (server: Server, { host, port, connectionSource }: { host: string, port: number, connectionSource?: ConnectionSource | undefined }): Promise<BoundAddress> {
  if (connectionSource !== undefined) {
    // From then on Node looks for heads that are not finished in time. It listens to nothing.
    server.emit('listening')
    return await connectionSource(socket => {
      // What Node does to the connections that an HTTP server has accepted itself.
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

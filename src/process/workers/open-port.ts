import { createServer, type AddressInfo, type Socket } from 'node:net'
import { acceptBacklog } from '../../http/listener/accept-backlog.js'

export interface Port {
  /** The bound address, with the real port. */
  readonly at: { readonly host: string, readonly port: number }
  /** Stops listening. Resolves after `onConnection` was called for all connections that the system had accepted. */
  readonly close: () => Promise<void>
}

/**
 * Opens the public port in the primary process. Rejects if the address cannot be bound.
 *
 * @param onConnection called for each connection, which is paused: nothing has been read from it
 * @param onFault called with errors of accepting connections
 */
export async function openPort ({ host, port, onConnection, onFault }: {
  host: string
  port: number
  onConnection: (socket: Socket) => void
  onFault: (error: unknown) => void
}): Promise<Port> {
  const server = createServer({ pauseOnConnect: true }, onConnection)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  server.on('error', onFault)
  const { address, port: realPort } = server.address() as AddressInfo
  return {
    at: { host: address, port: realPort },
    close: async () => {
      await acceptBacklog(server)
      server.close()
    }
  }
}

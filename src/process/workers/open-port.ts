import { createServer, type AddressInfo, type Socket } from 'node:net'
import { acceptBacklog } from '../../http/listener/accept-backlog.js'

export interface Port {
  /** Where clients connect to; the port is the real one. */
  readonly at: { readonly host: string, readonly port: number }
  /** Takes no more connections. Resolves once those that the system had accepted by now were told of. */
  readonly close: () => Promise<void>
}

/**
 * Opens the port that clients connect to, for as long as this process lives. Rejects when it cannot be had.
 *
 * @param onConnection told of each connection; nothing is read from it
 * @param onFault told what keeps connections from being accepted
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

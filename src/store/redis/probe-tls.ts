import { connect, type TLSSocket } from 'node:tls'
import { isTlsFailure } from '../../domain/is-tls-failure.js'
import type { RedisSettings } from '../../ports/redis-settings.js'
import { tlsOptions } from './connection-options.js'

/** Asks servers whether they and we trust each other. */
export interface TrustAsker {
  /** Resolves to why not; undefined where all do, or it cannot be found out within `connectTimeoutMs`. Never rejects. */
  readonly ask: () => Promise<NodeJS.ErrnoException | undefined>
  /** Gives up what it has asked. */
  readonly close: () => void
}

/**
 * ioredis tells of sentinels, and of the first nodes of a Cluster, that their connections were closed, but not
 * why. So they are connected to once more.
 */
export function askTrust ({ nodes, tls, connectTimeoutMs }: Pick<RedisSettings, 'nodes' | 'connectTimeoutMs'> & { tls: NonNullable<RedisSettings['tls']> }): TrustAsker {
  const sockets = new Set<TLSSocket>()
  return {
    ask: async () => (await Promise.all(nodes.map(askOne))).find(why => why !== undefined),
    close: () => { for (const socket of sockets) socket.destroy() }
  }

  async function askOne ({ host, port }: RedisSettings['nodes'][number]): Promise<NodeJS.ErrnoException | undefined> {
    let socket: TLSSocket
    try {
      socket = connect({ host, port, ...tlsOptions(tls) })
    } catch {
      // Our own certificate and key do not fit each other. Nobody was asked, and ioredis has failed by it, too, and says so.
      return undefined
    }
    sockets.add(socket)
    let why: NodeJS.ErrnoException | undefined
    await new Promise<void>(resolve => {
      socket.on('error', (error: NodeJS.ErrnoException) => { if (isTlsFailure(error.code ?? '')) why = error })
      socket.once('close', () => { resolve() })
      socket.setTimeout(connectTimeoutMs, () => { socket.destroy() })
      // With TLS 1.3 a server refuses our certificate when we may speak already: only an answer says that it does
      // not, whatever else it says.
      socket.once('secureConnect', () => { socket.write('PING\r\n') })
      socket.once('data', () => { socket.destroy() })
    })
    sockets.delete(socket)
    return why
  }
}

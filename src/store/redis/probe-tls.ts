import { connect, type TLSSocket } from 'node:tls'
import { isTlsFailure } from '../../domain/is-tls-failure.js'
import type { RedisSettings } from '../../ports/redis-settings.js'
import type { TlsSettings } from '../../ports/tls-settings.js'
import { tlsOptions } from './connection-options.js'

/** Connects to servers to find out whether TLS verification succeeds on both sides. */
export interface TlsProbe {
  /** Resolves to the first failure of TLS verification; undefined when there is none within `connectTimeoutMs`. Never rejects. */
  readonly probe: () => Promise<NodeJS.ErrnoException | undefined>
  /** Destroys open connections. */
  readonly close: () => void
}

/**
 * For sentinels, and for the first nodes of a Cluster, ioredis reports that a connection was closed, but not why.
 * The probe connects to them once more.
 */
export function probeTls ({ nodes, tls, connectTimeoutMs }: Pick<RedisSettings, 'nodes' | 'connectTimeoutMs'> & { tls: TlsSettings }): TlsProbe {
  const sockets = new Set<TLSSocket>()
  return {
    probe: async () => (await Promise.all(nodes.map(probeNode))).find(failure => failure !== undefined),
    close: () => { for (const socket of sockets) socket.destroy() }
  }

  async function probeNode ({ host, port }: RedisSettings['nodes'][number]): Promise<NodeJS.ErrnoException | undefined> {
    let socket: TLSSocket
    try {
      socket = connect({ host, port, ...tlsOptions(tls) })
    } catch {
      // Our certificate does not match our key. No connection was made; ioredis fails for the same reason and logs it.
      return undefined
    }
    sockets.add(socket)
    let failure: NodeJS.ErrnoException | undefined
    await new Promise<void>(resolve => {
      socket.on('error', (error: NodeJS.ErrnoException) => { if (isTlsFailure(error.code ?? '')) failure = error })
      socket.once('close', () => { resolve() })
      socket.setTimeout(connectTimeoutMs, () => { socket.destroy() })
      // With TLS 1.3, a server may refuse our certificate after the handshake has completed for us. Any response
      // proves that it has accepted it.
      socket.once('secureConnect', () => { socket.write('PING\r\n') })
      socket.once('data', () => { socket.destroy() })
    })
    sockets.delete(socket)
    return failure
  }
}

import type { TlsSettings } from './tls-settings.js'

/** The Redis that stores the streams, and how to connect to it. */
export interface RedisSettings {
  readonly mode: 'single' | 'sentinel' | 'cluster'
  /** Single: one server. Sentinel: the sentinels. Cluster: seed nodes. IPv6 without brackets. */
  readonly nodes: ReadonlyArray<{ readonly host: string, readonly port: number }>
  /** Unix socket of a single server, instead of `nodes`. */
  readonly socketPath: string | undefined
  readonly sentinelMaster: string | undefined
  readonly sentinelUsername: string | undefined
  readonly sentinelPassword: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
  readonly database: number
  /** Undefined: plain TCP. */
  readonly tls: TlsSettings | undefined
  readonly keyPrefix: string
  readonly connectTimeoutMs: number
  readonly commandTimeoutMs: number
}

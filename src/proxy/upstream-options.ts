/** Where the upstream is and how long it may take. */
export interface UpstreamOptions {
  readonly protocol: 'http:' | 'https:'
  /** A name or an address, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** Unix socket to connect to instead of host and port. */
  readonly socketPath: string | undefined
  /** Whose Host the upstream sees: the one the client sent, or its own. */
  readonly hostHeader: 'client' | 'upstream'
  /** Our name in Via. */
  readonly viaName: string
  readonly connectTimeoutMs: number
  /** From the end of the request to the head of the response. */
  readonly responseTimeoutMs: number
  /** Between two pieces of a response's body. 0 is no limit. */
  readonly idleTimeoutMs: number
  readonly tls: {
    /** PEM text. */
    readonly ca: string | undefined
    readonly cert: string | undefined
    readonly key: string | undefined
    readonly serverName: string | undefined
    /** True accepts any certificate. */
    readonly insecure: boolean
  }
}

import type { RedisSettings } from '../ports/redis-settings.js'
import type { UpstreamSettings } from '../ports/upstream-settings.js'

/** What the whole program is configured with: a plain value, read once, complete and valid. */
export interface Config {
  readonly listen: Address
  readonly admin: Address
  readonly streams: {
    /** Streams a viewer may have at once. */
    readonly limit: number
    /** How long a stream lives after its last renewal. */
    readonly expirySeconds: number
    /** Whether gated traffic renews its stream. */
    readonly implicitRenewal: boolean
    /** Acquires a viewer may make a second on one gate; 0 is no limit. */
    readonly acquiresPerSecond: number
    /** Secret that names viewers in keys and tokens; the same on all gates. */
    readonly tokenKey: string
  }
  readonly http: {
    readonly healthPath: string
    readonly streamsPath: string
    /** Raw paths that are proxied without a token, compared byte for byte. */
    readonly publicPaths: readonly string[]
    /** Addresses and CIDR ranges whose X-Forwarded-* are believed. */
    readonly trustedProxies: readonly string[]
    /** Status of gated requests refused for their token. */
    readonly refusalStatus: 401 | 403
  }
  readonly transports: {
    /** Tokens as `/~TOKEN/…`. */
    readonly path: boolean
    /** Name of the query parameter; undefined: none carries a token. */
    readonly query: string | undefined
    readonly cookie: TokenCookie | undefined
  }
  readonly cors: {
    /** Exact origins, `https://*.example.com`, or `*`; none: CORS is left to the upstream. */
    readonly origins: readonly string[]
    readonly maxAgeSeconds: number
  }
  readonly limits: LimitsConfig
  /** Undefined: the token endpoint alone is served. */
  readonly upstream: UpstreamSettings | undefined
  /** Undefined: the embedded in-memory store. */
  readonly redis: RedisSettings | undefined
  /** What happens to running streams while the store cannot be asked. */
  readonly outage: {
    readonly mode: 'known' | 'deny' | 'allow'
    /** How long after its last verified end a stream plays on. */
    readonly graceMs: number
  }
  /** Processes that serve clients; 'auto': one for each processor. */
  readonly workers: number | 'auto'
  /** How it ends. */
  readonly stopping: {
    /** For how long it still takes connections after SIGTERM. */
    readonly delayMs: number
    /** For how long running answers may then go on. */
    readonly graceMs: number
  }
  readonly log: { readonly level: LogLevel }
}

export interface TokenCookie {
  readonly name: string
  readonly path: string
  readonly sameSite: 'lax' | 'strict' | 'none'
}

export interface Address { readonly host: string, readonly port: number }

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

/** How much of a gate its clients can take. 0 is no limit. */
export interface LimitsConfig {
  /** Connections open at once on the public listener. */
  readonly maxConnections: number
  /** Requests and WebSockets being forwarded at once. */
  readonly maxRequests: number
  /** The same on one stream. */
  readonly maxRequestsPerStream: number
  /** Questions about unknown tokens under way at the store at once, and as many of the streams path. */
  readonly maxLookups: number
  /** Requests that a dead token may make in a row before it is throttled. */
  readonly endedTokenRequests: number
  /** Never 0. */
  readonly maxHeadBytes: number
  /** Never 0. */
  readonly headTimeoutMs: number
  /** Never 0. */
  readonly keepAliveTimeoutMs: number
  /** How long a client may pause amid the body of a request. */
  readonly bodyTimeoutMs: number
  /** How long a client may take nothing of what waits for it. */
  readonly stallTimeoutMs: number
}

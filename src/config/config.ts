import type { RedisSettings } from '../ports/redis-settings.js'
import type { TokenCookie } from '../ports/token-cookie.js'
import type { UpstreamSettings } from '../ports/upstream-settings.js'

/** The configuration of the whole program: a plain value, read once, complete and valid. */
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
    /** Acquires per second that a viewer may make on one gate; 0 is unlimited. */
    readonly acquiresPerSecond: number
    /** Secret that names viewers in keys and tokens; the same on all gates. */
    readonly tokenKey: string
  }
  readonly http: {
    readonly healthPath: string
    readonly streamsPath: string
    /** Raw paths that are forwarded without a token, compared byte for byte. */
    readonly publicPaths: readonly string[]
    /** Addresses and CIDR ranges whose X-Forwarded-* headers are trusted. */
    readonly trustedProxies: readonly string[]
    /** Status of gated requests that are refused because of their token. */
    readonly refusalStatus: 401 | 403
  }
  readonly transports: {
    /** Tokens as `/~TOKEN/…`. */
    readonly path: boolean
    /** Name of the query parameter; undefined if the query transport is off. */
    readonly query: string | undefined
    readonly cookie: TokenCookie | undefined
  }
  readonly cors: {
    /** Exact origins, `https://*.example.com`, or `*`; if empty, the upstream handles CORS. */
    readonly origins: readonly string[]
    readonly maxAgeSeconds: number
  }
  readonly limits: LimitsConfig
  /** Undefined: the gate serves only the streams path. */
  readonly upstream: UpstreamSettings | undefined
  /** Undefined: the embedded in-memory store. */
  readonly redis: RedisSettings | undefined
  /** What happens to streams while the store is unavailable. */
  readonly outage: {
    readonly mode: 'known' | 'deny' | 'allow'
    /** How long a stream continues after its last confirmed expiry. */
    readonly graceMs: number
  }
  /** Number of worker processes; 'auto' is one per CPU. */
  readonly workers: number | 'auto'
  /** Graceful shutdown. */
  readonly stopping: {
    /** How long the gate accepts connections after SIGTERM. */
    readonly delayMs: number
    /** How long responses in progress may then take. */
    readonly graceMs: number
  }
  readonly log: { readonly level: LogLevel }
}

export interface Address { readonly host: string, readonly port: number }

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

/** Limits on what the clients of one gate may use. 0 is unlimited. */
export interface LimitsConfig {
  /** Connections open at once on the public listener. */
  readonly maxConnections: number
  /** Requests and WebSockets forwarded at once. */
  readonly maxRequests: number
  /** The same on one stream. */
  readonly maxRequestsPerStream: number
  /** Concurrent store lookups for unverified tokens; the streams path has a limit of the same size. */
  readonly maxLookups: number
  /** Consecutive requests with an ended token before it is throttled. */
  readonly endedTokenRequests: number
  /** Never 0. */
  readonly maxHeadBytes: number
  /** Never 0. */
  readonly headTimeoutMs: number
  /** Never 0. */
  readonly keepAliveTimeoutMs: number
  /** How long a client may pause within a request body. */
  readonly bodyTimeoutMs: number
  /** How long a client may read none of the data waiting for it. */
  readonly stallTimeoutMs: number
}

import type { UpstreamSettings } from '../../ports/upstream-settings.js'
import type { Config } from '../config.js'
import type { Values } from '../options/options.js'
import { toRedisConfig } from './to-redis-config.js'

/** Converts the values of all options to the configuration of the program. */
export function toConfig (values: Values): Config {
  return {
    listen: { host: values.host, port: values.port },
    admin: { host: values.adminHost, port: values.adminPort },
    streams: {
      limit: values.limit,
      expirySeconds: values.expiry,
      implicitRenewal: values.implicitRenewal,
      acquiresPerSecond: values.acquireRate,
      tokenKey: values.tokenKey
    },
    http: {
      healthPath: values.healthPath,
      streamsPath: values.streamsPath,
      publicPaths: values.publicPaths,
      trustedProxies: values.trustedProxies,
      refusalStatus: values.refusalStatus === '403' ? 403 : 401
    },
    transports: {
      path: values.tokenTransports.includes('path'),
      query: values.tokenTransports.includes('query') ? values.tokenParameter : undefined,
      cookie: values.tokenTransports.includes('cookie')
        ? { name: values.tokenCookie, path: values.tokenCookiePath, sameSite: values.tokenCookieSameSite }
        : undefined
    },
    cors: { origins: values.corsOrigins, maxAgeSeconds: values.corsMaxAge },
    limits: {
      maxConnections: values.maxConnections,
      maxRequests: values.maxRequests,
      maxRequestsPerStream: values.maxRequestsPerStream,
      maxLookups: values.maxLookups,
      endedTokenRequests: values.endedTokenRequests,
      maxHeadBytes: values.maxHeadBytes,
      headTimeoutMs: toMs(values.headTimeout),
      keepAliveTimeoutMs: toMs(values.keepAliveTimeout),
      bodyTimeoutMs: toMs(values.bodyTimeout),
      stallTimeoutMs: toMs(values.stallTimeout)
    },
    upstream: toUpstreamSettings(values),
    redis: toRedisConfig(values),
    outage: { mode: values.storeOutage, graceMs: values.storeOutage === 'deny' ? 0 : toMs(values.outageGrace) },
    workers: values.workers,
    stopping: { delayMs: toMs(values.drainDelay), graceMs: toMs(values.drainGrace) },
    log: { level: values.logLevel }
  }
}

function toUpstreamSettings (values: Values): UpstreamSettings | undefined {
  const endpoints = values.upstreamUrl
  if (endpoints.length === 0) return undefined
  return {
    endpoints,
    hostHeader: values.upstreamHostHeader,
    viaName: values.viaName,
    connectTimeoutMs: toMs(values.upstreamConnectTimeout),
    responseTimeoutMs: toMs(values.upstreamResponseTimeout),
    idleTimeoutMs: toMs(values.upstreamIdleTimeout),
    maxConnections: values.upstreamMaxConnections,
    maxPending: values.upstreamMaxPending,
    maxFailures: values.upstreamMaxFailures,
    probeIntervalMs: toMs(values.upstreamProbeInterval),
    tls: {
      ca: values.upstreamCaFile,
      cert: values.upstreamCertFile,
      key: values.upstreamKeyFile,
      serverName: values.upstreamServerName,
      insecure: values.upstreamInsecure
    }
  }
}

function toMs (seconds: number): number {
  return Math.round(seconds * 1000)
}

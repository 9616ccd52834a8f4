import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'
import { Fault } from '../../domain/fault.js'
import { isTlsFailure } from '../../domain/is-tls-failure.js'
import type { Log } from '../../ports/log.js'
import type { RedisSettings } from '../../ports/redis-settings.js'
import { probeTls } from './probe-tls.js'
import { rootCause, translateError } from './translate-error.js'

/** How long a TLS failure explains unavailability. It is longer than the interval between attempts to connect. */
export const EXPLAINS_MS = 10_000

/** Knows whether Redis is unavailable because TLS verification failed. */
export interface TlsFailures {
  /** Turns STORE_UNREACHABLE into STORE_TLS_FAILED while a TLS failure explains it; returns any other error unchanged. */
  readonly explain: (error: unknown) => unknown
  readonly close: () => void
}

/**
 * Watches why connections fail, because a command without a connection does not know. Logs a TLS failure once,
 * until Redis is ready again.
 */
export function watchTlsFailures ({ redis, settings, clock, log }: {
  redis: Redis | Cluster
  settings: Pick<RedisSettings, 'mode' | 'nodes' | 'tls' | 'connectTimeoutMs'>
  clock: Clock
  log: Log
}): TlsFailures {
  const { mode, tls } = settings
  if (tls === undefined) return { explain: error => error, close: () => {} }
  const tlsProbe = probeTls({ ...settings, tls })
  let failure: { readonly fault: Fault, readonly untilMs: number } | undefined
  let isLogged = false
  let isProbing = false
  let isClosed = false

  redis.on('ready', () => {
    failure = undefined
    isLogged = false
  })
  redis.on('error', handleError)
  redis.on('node error', handleError)

  return {
    explain: error => {
      const isExplained = error instanceof Fault && error.code === 'STORE_UNREACHABLE' && failure !== undefined && clock.nowMs() < failure.untilMs
      return isExplained ? failure?.fault : error
    },
    close: () => {
      isClosed = true
      tlsProbe.close()
    }
  }

  function handleError (error: unknown): void {
    const cause = rootCause(error)
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
    if (code !== undefined) {
      if (isTlsFailure(code)) handleFailure(cause)
    } else if (mode !== 'single' && !isProbing && !isClosed) {
      isProbing = true
      tlsProbe.probe().then(found => {
        isProbing = false
        if (found !== undefined && redis.status !== 'ready') handleFailure(found)
      })
    }
  }

  function handleFailure (error: Error): void {
    failure = { fault: translateError(error), untilMs: clock.nowMs() + EXPLAINS_MS }
    if (isLogged) return
    isLogged = true
    log.error({ error: error.message }, 'TLS verification with redis failed')
  }
}

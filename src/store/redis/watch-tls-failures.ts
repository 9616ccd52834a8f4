import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../../domain/clock.js'
import { Fault } from '../../domain/fault.js'
import { isTlsFailure } from '../../domain/is-tls-failure.js'
import type { Log } from '../../ports/log.js'
import type { RedisSettings } from '../../ports/redis-settings.js'
import { innermostError } from './innermost-error.js'
import { askTrust } from './probe-tls.js'
import { translateError } from './translate-error.js'

/** For how long a refused certificate explains why there is no answer; connecting is tried more often. */
export const EXPLAINS_MS = 10_000

/** Knows whether Redis cannot be reached because of a certificate. */
export interface Trust {
  /** The fault that says so, where an error says only that there was no answer; any other error as it is. */
  readonly explain: (error: unknown) => unknown
  readonly close: () => void
}

/**
 * Watches why connections fail: a command that finds none is not told. Says in the log once, until Redis is
 * ready again, that a certificate was refused.
 */
export function watchTrust ({ redis, settings, clock, log }: {
  redis: Redis | Cluster
  settings: Pick<RedisSettings, 'mode' | 'nodes' | 'tls' | 'connectTimeoutMs'>
  clock: Clock
  log: Log
}): Trust {
  const { mode, tls } = settings
  if (tls === undefined) return { explain: error => error, close: () => {} }
  const asker = askTrust({ ...settings, tls })
  let refusal: { readonly fault: Fault, readonly untilMs: number } | undefined
  let told = false
  let asking = false
  let closed = false

  redis.on('ready', () => {
    refusal = undefined
    told = false
  })
  redis.on('error', learn)
  redis.on('node error', learn)

  return {
    explain: error => {
      const explains = error instanceof Fault && error.code === 'STORE_UNREACHABLE' && refusal !== undefined && clock.nowMs() < refusal.untilMs
      return explains ? refusal?.fault : error
    },
    close: () => {
      closed = true
      asker.close()
    }
  }

  function learn (error: unknown): void {
    const cause = innermostError(error)
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
    if (code !== undefined) {
      if (isTlsFailure(code)) refused(cause)
    } else if (mode !== 'single' && !asking && !closed) {
      asking = true
      asker.ask().then(why => {
        asking = false
        if (why !== undefined && redis.status !== 'ready') refused(why)
      })
    }
  }

  function refused (why: Error): void {
    refusal = { fault: translateError(why), untilMs: clock.nowMs() + EXPLAINS_MS }
    if (told) return
    told = true
    log.error({ error: why.message }, 'the certificate of redis, or ours, was refused')
  }
}

import type { Config } from '../config/config.js'
import type { Clock } from '../domain/clock.js'
import { checkToken } from '../domain/gate/check-token.js'
import { boundQuestions } from '../domain/gate/limit-concurrency.js'
import { boundStrangers } from '../domain/gate/limit-unverified.js'
import { tellStopped } from '../domain/gate/report-stopped.js'
import { refuseUnknown, throttleDead } from '../domain/gate/throttle-ended.js'
import { acquireStream } from '../domain/lease/acquire-stream.js'
import { refuseForeign } from '../domain/lease/check-ownership.js'
import { limitAcquires } from '../domain/lease/limit-acquires.js'
import { releaseStream } from '../domain/lease/release-stream.js'
import { renewStream } from '../domain/lease/renew-stream.js'
import { StreamMemory } from '../domain/memory/stream-memory.js'
import { allowInGrace } from '../domain/outage/allow-in-grace.js'
import type { Circuit } from '../domain/outage/break-circuit.js'
import { failOpen } from '../domain/outage/fail-open.js'
import { recoverStreams } from '../domain/outage/recover-streams.js'
import { restoreStreams } from '../domain/outage/restore-streams.js'
import { letGo } from '../domain/outage/track-watermark.js'
import { refreshStream } from '../domain/renewal/refresh-stream.js'
import { keepStreams } from '../domain/renewal/supervise-streams.js'
import type { Meters } from '../telemetry/metrics/meters.js'
import { observeRenewals } from '../telemetry/observe/observe-renewals.js'

/**
 * The rules of streams on one store: what may be watched, for how long, and what happens when the store
 * cannot be asked or has lost what it knew.
 *
 * @param circuit the way to the store, observed
 */
export function composeRules ({ config, clock, circuit, meters, onFault }: {
  config: Pick<Config, 'streams' | 'outage' | 'limits'>
  clock: Clock
  circuit: Circuit
  meters: Meters
  onFault: (error: unknown) => void
}) {
  const { store } = circuit
  const { limit, expirySeconds, implicitRenewal, acquiresPerSecond } = config.streams
  const { mode, graceMs } = config.outage
  const memory = new StreamMemory(store.hearing)
  store.onEnded(({ token, reason }) => { memory.end(token, reason, clock.nowMs()) })

  const isHealthy = (): boolean => !circuit.isAway() && memory.troubled.size === 0 && !recovery.isRunning()
  const expired = letGo({ clock, graceMs: mode === 'allow' ? Infinity : graceMs, isHealthy })
  const allowsInGrace = allowInGrace({ ...config.outage, letGoMs: expired.lastMs })
  const restoring = restoreStreams({ store, memory, clock, limit, expirySeconds, allowsInGrace, isHealthy, onRestored: () => { meters.streams_restored_total++ } })
  const traffic = observeRenewals({ meters, by: 'traffic' })(restoring)
  const endpoint = observeRenewals({ meters, by: 'endpoint' })(restoring)
  const refresh = refreshStream({ store: traffic, memory, clock, expirySeconds, allowsInGrace, onFault })
  const recovery = recoverStreams({ memory, clock, refresh, allowsInGrace })
  circuit.onBack(recovery.start)
  store.join({ letGoMs: expired.nextMs, onDoubt: recovery.start })

  const suspended = failOpen({ mode, store, memory, clock, expirySeconds })
  const checking = {
    store: traffic,
    memory,
    clock,
    expirySeconds,
    refresh,
    askBounded: boundQuestions(config.limits.maxLookups),
    isAway: circuit.isAway,
    allowsInGrace,
    assume: suspended.assume,
    onAllowedInGrace: () => { meters.requests_allowed_in_grace_total++ }
  }
  // Looking at somebody else's token must not renew it.
  const look = checkToken({ ...checking, implicitRenewal: false, refuseDead: tellStopped({ memory, refuseDead: refuseUnknown }) })
  const own = { memory, clock, refuseForeign: refuseForeign({ store, find: look }), expirySeconds, allowsInGrace }
  const bounded = boundStrangers({ memory, askBounded: boundQuestions(config.limits.maxLookups) })

  return {
    memory,
    check: checkToken({ ...checking, implicitRenewal, refuseDead: tellStopped({ memory, refuseDead: throttleDead({ requests: config.limits.endedTokenRequests }) }) }),
    acquire: bounded(acquireStream({ store, memory, clock, limitAcquires: limitAcquires({ clock, perSecond: acquiresPerSecond }), limit, expirySeconds, grantFailingOpen: suspended.grant })),
    renew: bounded(renewStream({ store: endpoint, ...own })),
    release: bounded(releaseStream({ store, ...own })),
    /** Looks after what lasts. Returns how to stop, with everything else that goes on by itself. */
    keep: (): () => void => {
      const stopKeeping = keepStreams({ memory, clock, implicitRenewal, refresh, graceMs })
      return () => {
        stopKeeping()
        recovery.stop()
      }
    }
  }
}

export type Rules = ReturnType<typeof composeRules>

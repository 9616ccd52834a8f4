import type { Config } from '../config/config.js'
import type { Clock } from '../domain/clock.js'
import { checkToken } from '../domain/gate/check-token.js'
import { limitConcurrency } from '../domain/gate/limit-concurrency.js'
import { limitUnverified } from '../domain/gate/limit-unverified.js'
import { reportStopped } from '../domain/gate/report-stopped.js'
import { refuseUnknown, throttleEnded } from '../domain/gate/throttle-ended.js'
import { acquireStream } from '../domain/lease/acquire-stream.js'
import { checkOwnership } from '../domain/lease/check-ownership.js'
import { limitAcquires } from '../domain/lease/limit-acquires.js'
import { releaseStream } from '../domain/lease/release-stream.js'
import { renewStream } from '../domain/lease/renew-stream.js'
import { StreamMemory } from '../domain/memory/stream-memory.js'
import { allowInGrace } from '../domain/outage/allow-in-grace.js'
import type { Circuit } from '../domain/outage/break-circuit.js'
import { failOpen } from '../domain/outage/fail-open.js'
import { recoverStreams } from '../domain/outage/recover-streams.js'
import { restoreStreams } from '../domain/outage/restore-streams.js'
import { trackWatermark } from '../domain/outage/track-watermark.js'
import { refreshStream } from '../domain/renewal/refresh-stream.js'
import { superviseStreams } from '../domain/renewal/supervise-streams.js'
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
  const memory = new StreamMemory(store.subscription)
  store.onEnded(({ token, reason }) => { memory.end(token, reason, clock.nowMs()) })

  const isHealthy = (): boolean => !circuit.isOpen() && memory.unconfirmed.size === 0 && !recovery.isRunning()
  const expired = trackWatermark({ clock, graceMs: mode === 'allow' ? Infinity : graceMs, isHealthy })
  const allowsInGrace = allowInGrace({ ...config.outage, watermarkMs: expired.lastMs })
  const restoring = restoreStreams({ store, memory, clock, limit, expirySeconds, allowsInGrace, isHealthy, onRestored: () => { meters.streams_restored_total++ } })
  const traffic = observeRenewals({ meters, by: 'traffic' })(restoring)
  const endpoint = observeRenewals({ meters, by: 'endpoint' })(restoring)
  const refresh = refreshStream({ store: traffic, memory, clock, expirySeconds, allowsInGrace, onFault })
  const recovery = recoverStreams({ memory, clock, refresh, allowsInGrace })
  circuit.onClosed(recovery.start)
  store.join({ watermarkMs: expired.nextMs, onSuspectedDataLoss: recovery.start })

  const suspended = failOpen({ mode, store, memory, clock, expirySeconds })
  const checking = {
    store: traffic,
    memory,
    clock,
    expirySeconds,
    refresh,
    limitedLookup: limitConcurrency(config.limits.maxLookups),
    isOpen: circuit.isOpen,
    allowsInGrace,
    assume: suspended.assume,
    onAllowedInGrace: () => { meters.requests_allowed_in_grace_total++ }
  }
  // Looking at somebody else's token must not renew it.
  const look = checkToken({ ...checking, implicitRenewal: false, refuseEnded: reportStopped({ memory, refuseEnded: refuseUnknown }) })
  const own = { memory, clock, checkOwnership: checkOwnership({ store, find: look }), expirySeconds, allowsInGrace }
  const bounded = limitUnverified({ memory, limitedLookup: limitConcurrency(config.limits.maxLookups) })

  return {
    memory,
    check: checkToken({ ...checking, implicitRenewal, refuseEnded: reportStopped({ memory, refuseEnded: throttleEnded({ requests: config.limits.endedTokenRequests }) }) }),
    acquire: bounded(acquireStream({ store, memory, clock, limitAcquires: limitAcquires({ clock, perSecond: acquiresPerSecond }), limit, expirySeconds, grantFailingOpen: suspended.grant })),
    renew: bounded(renewStream({ store: endpoint, ...own })),
    release: bounded(releaseStream({ store, ...own })),
    /** Looks after what lasts. Returns how to stop, with everything else that goes on by itself. */
    keep: (): () => void => {
      const stopKeeping = superviseStreams({ memory, clock, implicitRenewal, refresh, graceMs })
      return () => {
        stopKeeping()
        recovery.stop()
      }
    }
  }
}

export type Rules = ReturnType<typeof composeRules>

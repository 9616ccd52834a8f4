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
import type { Circuit } from '../domain/outage/break-circuit.js'
import { handleOutages } from '../domain/outage/handle-outages.js'
import { refreshStream } from '../domain/renewal/refresh-stream.js'
import { superviseStreams } from '../domain/renewal/supervise-streams.js'
import type { Meters } from '../telemetry/metrics/meters.js'
import { observeRenewals } from '../telemetry/observe/observe-renewals.js'

/** The rules of streams on one store. */
export type Rules = ReturnType<typeof composeRules>

/**
 * Composes the rules of streams: who gets one, for how long it lives, and what happens when the store is unavailable
 * or has lost data.
 *
 * @param circuit the observed store, behind its circuit breaker
 * @param onFault called with faults of background lookups
 */
export function composeRules ({ config, clock, circuit, meters, onFault }: {
  config: {
    streams: Pick<Config['streams'], 'limit' | 'expirySeconds' | 'implicitRenewal' | 'acquiresPerSecond'>
    outage: Config['outage']
    limits: Pick<Config['limits'], 'maxLookups' | 'endedTokenRequests'>
  }
  clock: Clock
  circuit: Circuit
  meters: Meters
  onFault: (error: unknown) => void
}) {
  const { limit, expirySeconds, implicitRenewal, acquiresPerSecond } = config.streams
  const { maxLookups, endedTokenRequests } = config.limits
  const memory = new StreamMemory(circuit.store.subscription)
  circuit.store.onEnded(({ token, reason }) => { memory.end(token, reason, clock.nowMs()) })

  const outage = handleOutages({ circuit, memory, clock, ...config.outage, limit, expirySeconds, onRestored: () => { meters.streams_restored_total++ } })
  const { store, allowsInGrace, failOpen } = outage
  const byTraffic = observeRenewals({ meters, by: 'traffic' })(store)
  const byEndpoint = observeRenewals({ meters, by: 'endpoint' })(store)

  const refresh = refreshStream({ store: byTraffic, memory, clock, expirySeconds, allowsInGrace, onFault })
  outage.start(refresh)

  const checking = {
    store: byTraffic,
    memory,
    clock,
    expirySeconds,
    refresh,
    limitedLookup: limitConcurrency(maxLookups),
    isStoreUnavailable: outage.isStoreUnavailable,
    allowsInGrace,
    assume: failOpen.assume,
    onAllowedInGrace: () => { meters.requests_allowed_in_grace_total++ }
  }
  const refuseEnded = reportStopped({ memory, refuseEnded: throttleEnded({ requests: endedTokenRequests }) })
  const check = checkToken({ ...checking, implicitRenewal, refuseEnded })
  // The lookup of a token for the check of its owner must not renew its stream.
  const lookUp = checkToken({ ...checking, implicitRenewal: false, refuseEnded: reportStopped({ memory, refuseEnded: refuseUnknown }) })

  const leasing = { memory, clock, checkOwnership: checkOwnership({ store, lookUp }), expirySeconds, allowsInGrace }
  const limited = limitUnverified({ memory, limitedLookup: limitConcurrency(maxLookups) })
  const acquire = acquireStream({ store, memory, clock, limitAcquires: limitAcquires({ clock, perSecond: acquiresPerSecond }), limit, expirySeconds, grantFailingOpen: failOpen.grant })

  return {
    memory,
    outage,
    refresh,
    check,
    lookUp,
    checkOwnership: leasing.checkOwnership,
    acquire: limited(acquire),
    renew: limited(renewStream({ store: byEndpoint, ...leasing })),
    release: limited(releaseStream({ store, ...leasing })),
    /** Starts to supervise running exchanges. Returns a function that stops it, and a recovery that is running. */
    supervise: (): () => void => {
      const stopSupervising = superviseStreams({ memory, clock, implicitRenewal, refresh, graceMs: config.outage.graceMs })
      return () => {
        stopSupervising()
        outage.stop()
      }
    }
  }
}

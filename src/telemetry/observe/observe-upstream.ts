import type { FailureLog, UpstreamObserver } from '../../ports/upstream-observer.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

/** Counts what is told of the upstream, and logs why it failed. */
export function observeUpstream ({ meters, events }: {
  meters: Pick<Meters, 'upstream_response_seconds' | 'upstream_failures_total' | 'upstream_retries_total' | 'upstream_redispatches_total' | 'upstream_ejections_total' | 'upstreams_ejected' | 'upstream_requests_pending' | 'bytes_total' | 'requests_in_flight' | 'tunnels_open'>
  events: Pick<Events, 'upstreamFailed' | 'upstreamEjected' | 'upstreamReadmitted'>
}): UpstreamObserver & FailureLog {
  const { upstream_failures_total: failures, bytes_total: bytes } = meters
  return {
    headArrived: meters.upstream_response_seconds.observe,
    failed (code) {
      // Only faults of the upstream are told here; the type is that of all faults.
      if (code in failures) failures[code as keyof typeof failures]++
    },
    retried () { meters.upstream_retries_total++ },
    moved () { meters.upstream_redispatches_total++ },
    waitBegun () { meters.upstream_requests_pending++ },
    waitEnded () { meters.upstream_requests_pending-- },
    lost (upstream, error) {
      meters.upstream_ejections_total++
      meters.upstreams_ejected++
      events.upstreamEjected({ upstream, error })
    },
    back (upstream, awayMs) {
      meters.upstreams_ejected--
      events.upstreamReadmitted({ upstream, awayMs: Math.round(awayMs) })
    },
    bytesToClient (count) { bytes.to_client += count },
    bytesToUpstream (count) { bytes.to_upstream += count },
    exchangeOpened () { meters.requests_in_flight++ },
    exchangeClosed () { meters.requests_in_flight-- },
    tunnelOpened () { meters.tunnels_open++ },
    tunnelClosed () { meters.tunnels_open-- },
    warn (fields, outcome) {
      const { err, requestId } = fields as { readonly err?: unknown, readonly requestId?: string }
      events.upstreamFailed({ error: err, requestId, outcome })
    }
  }
}

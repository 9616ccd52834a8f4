import type { UpstreamObserver } from '../../ports/upstream-observer.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

/** Counts the events of the proxy and logs failures. */
export function observeUpstream ({ meters, events }: {
  meters: Pick<Meters, 'upstream_response_seconds' | 'upstream_failures_total' | 'upstream_retries_total' | 'upstream_redispatches_total' | 'upstream_ejections_total' | 'upstreams_ejected' | 'upstream_requests_pending' | 'bytes_total' | 'requests_in_flight' | 'tunnels_open'>
  events: Pick<Events, 'upstreamFailed' | 'upstreamEjected' | 'upstreamReadmitted'>
}): UpstreamObserver {
  const { upstream_failures_total: failures, bytes_total: bytes } = meters
  return {
    headersReceived: meters.upstream_response_seconds.observe,
    failed (fault, requestId, outcome) {
      // The type allows every fault code; the proxy reports those of the upstream only.
      if (fault.code in failures) failures[fault.code as keyof typeof failures]++
      events.upstreamFailed({ error: fault, requestId, outcome })
    },
    retried () { meters.upstream_retries_total++ },
    redispatched () { meters.upstream_redispatches_total++ },
    pendingBegun () { meters.upstream_requests_pending++ },
    pendingEnded () { meters.upstream_requests_pending-- },
    ejected (upstream, error) {
      meters.upstream_ejections_total++
      meters.upstreams_ejected++
      events.upstreamEjected({ upstream, error })
    },
    readmitted (upstream, ejectedMs) {
      meters.upstreams_ejected--
      events.upstreamReadmitted({ upstream, ejectedMs: Math.round(ejectedMs) })
    },
    bytesToClient (count) { bytes.to_client += count },
    bytesToUpstream (count) { bytes.to_upstream += count },
    exchangeOpened () { meters.requests_in_flight++ },
    exchangeClosed () { meters.requests_in_flight-- },
    tunnelOpened () { meters.tunnels_open++ },
    tunnelClosed () { meters.tunnels_open-- }
  }
}

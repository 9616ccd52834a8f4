import type { KnownStream } from '../../domain/memory/known-stream.js'
import type { EndReason } from '../../domain/stream.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

/** Counts and logs responses in progress and WebSockets that are aborted because their stream ended. */
export function observeAborts ({ meters, events }: {
  meters: Pick<Meters, 'exchanges_aborted_total'>
  events: Pick<Events, 'exchangeAborted'>
}): { aborted: (reason: EndReason, known: KnownStream) => void } {
  return {
    aborted (reason, { token, viewer }) {
      meters.exchanges_aborted_total[reason]++
      events.exchangeAborted({ token, viewer, reason })
    }
  }
}

import { isRefusal, type Refusal } from '../../domain/refusal.js'
import type { Token, Viewer } from '../../domain/stream.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

type Release = (request: { viewer: Viewer | undefined, token: Token }) => Promise<{ released: boolean } | Refusal>

/**
 * Counts and logs releases. A refused release (of a stream of another session) is counted with the refusals. Outcomes
 * and faults pass through unchanged.
 */
export function observeRelease ({ meters, events }: {
  meters: Pick<Meters, 'releases_total'>
  events: Pick<Events, 'streamReleased'>
}): (release: Release) => Release {
  return release => async request => {
    const outcome = await release(request).catch((fault: unknown) => {
      meters.releases_total.store_unreachable++
      throw fault
    })
    if (isRefusal(outcome)) return outcome
    meters.releases_total[outcome.released ? 'released' : 'unknown']++
    if (outcome.released) events.streamReleased(request)
    return outcome
  }
}

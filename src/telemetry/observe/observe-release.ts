import { isRefusal, type Refusal } from '../../domain/refusal.js'
import type { Token, Viewer } from '../../domain/stream.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

type Release = (asked: { viewer: Viewer | undefined, token: Token }) => Promise<{ released: boolean } | Refusal>

/**
 * Counts and logs what releasing comes to. A refused one (of another's stream) never got to releasing
 * and is counted with the refusals. Outcomes and faults pass through as they are.
 */
export function observeRelease ({ meters, events }: {
  meters: Pick<Meters, 'releases_total'>
  events: Pick<Events, 'streamReleased'>
}): (release: Release) => Release {
  return release => async asked => {
    const outcome = await release(asked).catch((fault: unknown) => {
      meters.releases_total.store_unreachable++
      throw fault
    })
    if (isRefusal(outcome)) return outcome
    meters.releases_total[outcome.released ? 'released' : 'unknown']++
    if (outcome.released) events.streamReleased(asked)
    return outcome
  }
}

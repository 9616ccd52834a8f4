import type { Place } from './endpoint.js'

/** What choosing looks at. */
type Choosable = Pick<Place, 'inFlight'> & { readonly health: Pick<Place['health'], 'isLost'> }

/**
 * Chooses the place with the fewest requests in flight, so that a slow one gets fewer; among equals they take
 * turns. A lost one is chosen only when all are lost. Undefined when those in question have no room.
 *
 * @param avoided not in question
 * @param room requests that a place may have in flight
 * @param turn a number that counts up
 */
export function choosePlace<P extends Choosable> (places: readonly P[], { avoided, room, turn }: {
  avoided: ReadonlySet<P> | undefined
  room: number
  turn: number
}): P | undefined {
  let best: P | undefined
  let allLost = true
  for (let i = 0; i < places.length; i++) {
    const place = places[(turn + i) % places.length] as P
    if (avoided !== undefined && avoided.has(place)) continue
    if (!place.health.isLost && allLost) {
      allLost = false
      best = undefined
    }
    if (place.health.isLost && !allLost) continue
    if (place.inFlight < room && (best === undefined || place.inFlight < best.inFlight)) best = place
  }
  return best
}

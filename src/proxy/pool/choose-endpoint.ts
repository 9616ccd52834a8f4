import type { Endpoint } from './endpoint.js'

/** What choosing looks at. */
type Choosable = Pick<Endpoint, 'inFlight'> & { readonly health: Pick<Endpoint['health'], 'isEjected'> }

/**
 * Chooses the endpoint with the fewest requests in flight, so that a slow one gets fewer; among equals they take
 * turns. A lost one is chosen only when all are lost. Undefined when those in question have no capacity.
 *
 * @param avoided not in question
 * @param capacity requests that an endpoint may have in flight
 * @param turn a number that counts up
 */
export function chooseEndpoint<P extends Choosable> (endpoints: readonly P[], { avoided, capacity, turn }: {
  avoided: ReadonlySet<P> | undefined
  capacity: number
  turn: number
}): P | undefined {
  let best: P | undefined
  let allEjected = true
  for (let i = 0; i < endpoints.length; i++) {
    const endpoint = endpoints[(turn + i) % endpoints.length] as P
    if (avoided !== undefined && avoided.has(endpoint)) continue
    if (!endpoint.health.isEjected && allEjected) {
      allEjected = false
      best = undefined
    }
    if (endpoint.health.isEjected && !allEjected) continue
    if (endpoint.inFlight < capacity && (best === undefined || endpoint.inFlight < best.inFlight)) best = endpoint
  }
  return best
}

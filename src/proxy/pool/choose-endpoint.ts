import type { Endpoint } from './endpoint.js'

type Candidate = Pick<Endpoint, 'inFlight'> & { readonly health: Pick<Endpoint['health'], 'isEjected'> }

/**
 * Chooses the endpoint with the fewest requests in flight (least connections); endpoints with equally many take
 * turns. An ejected endpoint is chosen only when all candidates are ejected. Returns undefined when no candidate
 * has capacity.
 *
 * @param avoid endpoints that are no candidates
 * @param capacity requests that an endpoint may have in flight
 * @param turn a counter
 */
export function chooseEndpoint<E extends Candidate> (endpoints: readonly E[], { avoid, capacity, turn }: {
  avoid: ReadonlySet<E> | undefined
  capacity: number
  turn: number
}): E | undefined {
  let best: E | undefined
  let allEjected = true
  for (let i = 0; i < endpoints.length; i++) {
    const endpoint = endpoints[(turn + i) % endpoints.length] as E
    if (avoid !== undefined && avoid.has(endpoint)) continue
    if (!endpoint.health.isEjected && allEjected) {
      allEjected = false
      best = undefined
    }
    if (endpoint.health.isEjected && !allEjected) continue
    if (endpoint.inFlight < capacity && (best === undefined || endpoint.inFlight < best.inFlight)) best = endpoint
  }
  return best
}

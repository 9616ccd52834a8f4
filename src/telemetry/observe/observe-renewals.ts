import type { StreamStore } from '../../domain/stream-store.js'
import type { Meters } from '../metrics/meters.js'

type Renewing = Pick<StreamStore, 'renew' | 'find'>

/**
 * Counts the renewals that go through a store, as asked for at the endpoint or implied by traffic.
 * Answers and faults pass through as they are.
 */
export function observeRenewals ({ meters, by }: { meters: Pick<Meters, 'renewals_total'>, by: 'endpoint' | 'traffic' }): (store: Renewing) => Renewing {
  const renewals = meters.renewals_total
  return store => ({
    renew: async (token, expirySeconds) => {
      const renewed = await store.renew(token, expirySeconds).catch((fault: unknown) => {
        renewals[`${by} store_unreachable`]++
        throw fault
      })
      renewals[`${by} ${renewed === undefined ? 'unknown' : 'renewed'}`]++
      return renewed
    },
    find: token => store.find(token)
  })
}

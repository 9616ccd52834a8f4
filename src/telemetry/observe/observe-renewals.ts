import type { StreamStore } from '../../domain/stream-store.js'
import type { Meters } from '../metrics/meters.js'

type Renewing = Pick<StreamStore, 'renew' | 'find'>

/**
 * Counts the renewals of a store, requested at the endpoint or implied by traffic. Results and faults pass through
 * unchanged.
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

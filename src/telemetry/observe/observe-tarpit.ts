import type { Meters } from '../metrics/meters.js'

/** Counts refusals that are delayed. */
export function observeTarpit (meters: Pick<Meters, 'refusals_tarpitted' | 'refusals_throttled_total'>) {
  return {
    tarpitted (): void {
      meters.refusals_throttled_total.tarpitted++
      meters.refusals_tarpitted++
    },
    released (): void { meters.refusals_tarpitted-- },
    immediate (): void { meters.refusals_throttled_total.immediate++ }
  }
}

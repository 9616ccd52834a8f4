import type { Meters } from '../metrics/meters.js'

/** Counts the refusals that are held back. */
export function observeTarpit (meters: Pick<Meters, 'refusals_tarpitted' | 'refusals_throttled_total'>) {
  return {
    held (): void {
      meters.refusals_throttled_total.tarpitted++
      meters.refusals_tarpitted++
    },
    over (): void { meters.refusals_tarpitted-- },
    atOnce (): void { meters.refusals_throttled_total.immediate++ }
  }
}

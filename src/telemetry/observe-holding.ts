import type { Meters } from './meters.js'

/** Counts the refusals that are held back. */
export function observeHolding (meters: Pick<Meters, 'refusals_held' | 'refusals_throttled_total'>) {
  return {
    held (): void {
      meters.refusals_throttled_total.held++
      meters.refusals_held++
    },
    over (): void { meters.refusals_held-- },
    atOnce (): void { meters.refusals_throttled_total.at_once++ }
  }
}

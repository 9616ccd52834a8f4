import type { Refusal } from '../../domain/refusal.js'
import type { Meters } from '../metrics/meters.js'

/** Counts the error responses of the gate by their code. */
export function observeRefusals (meters: Pick<Meters, 'refusals_total'>): { refused: (refusal: Refusal, code: number) => void } {
  const refusals: Record<string, number> = meters.refusals_total
  return {
    refused (_refusal, code) {
      // A code that is not in the table must not create a series.
      const series = String(code) in refusals ? String(code) : 'other'
      refusals[series] = (refusals[series] as number) + 1
    }
  }
}

import type { Refusal } from '../../domain/refusal.js'
import type { Meters } from '../metrics/meters.js'

/** Counts the gate's own error answers, by the code that the client is told. */
export function observeRefusals (meters: Pick<Meters, 'refusals_total'>): { refused: (refusal: Refusal, code: number) => void } {
  const refusals: Record<string, number> = meters.refusals_total
  return {
    refused (_refusal, code) {
      // A code that the table does not list must not open a series.
      const series = String(code) in refusals ? String(code) : 'other'
      refusals[series] = (refusals[series] as number) + 1
    }
  }
}

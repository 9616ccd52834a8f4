/** How the values of several processes are aggregated. */
export type Aggregator = 'sum' | 'max' | 'min'

/** Aggregates values; undefined if there is none. */
export function mergeValues (aggregator: Aggregator, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  switch (aggregator) {
    case 'sum': return values.reduce((sum, value) => sum + value, 0)
    case 'max': return Math.max(...values)
    case 'min': return Math.min(...values)
  }
}

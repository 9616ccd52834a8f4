/** How the values of several processes become one. */
export type Aggregator = 'sum' | 'max' | 'min'

/** One value of many; undefined when there is none. */
export function mergeValues (aggregator: Aggregator, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  switch (aggregator) {
    case 'sum': return values.reduce((sum, value) => sum + value, 0)
    case 'max': return Math.max(...values)
    case 'min': return Math.min(...values)
  }
}

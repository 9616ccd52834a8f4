/** How the values of several processes become one. */
export type Merging = 'sum' | 'max' | 'min'

/** One value of many; undefined when there is none. */
export function mergeValues (merging: Merging, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  switch (merging) {
    case 'sum': return values.reduce((sum, value) => sum + value, 0)
    case 'max': return Math.max(...values)
    case 'min': return Math.min(...values)
  }
}

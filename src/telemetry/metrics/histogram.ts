/** The state of a histogram. */
export interface Counts {
  /** Number of values per bucket, not cumulative. The last bucket is above all bounds. */
  readonly counts: ArrayLike<number>
  /** Sum of all values. */
  readonly sum: number
}

/** A histogram in plain numbers: an observation costs a short scan and an addition. */
export interface Histogram extends Counts {
  readonly observe: (value: number) => void
}

/** @param bounds upper bounds, inclusive and ascending */
export function openHistogram (bounds: readonly number[]): Histogram {
  const counts = new Float64Array(bounds.length + 1)
  const upTo = Float64Array.from([...bounds, Infinity])
  let sum = 0
  return { observe, counts, get sum () { return sum } }

  function observe (value: number): void {
    let bucket = 0
    while (value > (upTo[bucket] as number)) bucket++
    counts[bucket] = (counts[bucket] as number) + 1
    sum += value
  }
}

/** A histogram in plain numbers: observing is a short scan and an addition, whatever is exposed later. */
export interface Histogram {
  readonly observe: (value: number) => void
  /** How many values fell into each bucket, the last one beyond every bound; not cumulative. */
  readonly counts: ArrayLike<number>
  /** Sum of all values. */
  readonly sum: () => number
}

/** @param bounds upper bounds, inclusive and ascending */
export function openHistogram (bounds: readonly number[]): Histogram {
  const counts = new Float64Array(bounds.length + 1)
  const upTo = Float64Array.from([...bounds, Infinity])
  let sum = 0
  return { observe, counts, sum: () => sum }

  function observe (value: number): void {
    let bucket = 0
    while (value > (upTo[bucket] as number)) bucket++
    counts[bucket] = (counts[bucket] as number) + 1
    sum += value
  }
}

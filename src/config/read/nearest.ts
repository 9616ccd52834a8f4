/** The candidate that is most similar to a text: with at most two typing errors, and at most one for every three letters. */
export function nearest (text: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let limit = Math.min(2, Math.max(1, Math.floor(text.length / 3))) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - text.length) >= limit) continue
    const distance = editDistance(text, candidate)
    if (distance >= limit) continue
    best = candidate
    limit = distance
  }
  return best
}

/** Number of missing, additional, wrong or swapped letters (optimal string alignment distance). */
function editDistance (a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const distances = [at(above, column) + 1, at(current, column - 1) + 1, at(above, column - 1) + (same ? 0 : 1)]
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) distances.push(at(before, column - 2) + 1)
      current.push(Math.min(...distances))
    }
    before = above
    above = current
  }
  return at(above, b.length)
}

function at (row: readonly number[], column: number): number {
  return row[column] ?? Infinity
}

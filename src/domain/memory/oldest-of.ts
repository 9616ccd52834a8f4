/**
 * Returns a function that iterates over a map from its oldest entry, and starts again at its end. The caller must
 * delete each returned entry, or set it again. A map whose first entries were deleted keeps their slots for a while,
 * and each new iterator has to skip all of them: tens of microseconds in a map of 50 000. One iterator avoids that.
 *
 * Do not keep the returned function without calling it while the map changes: it holds a reference to old tables of
 * the map.
 */
export function oldestOf<Key, Value> (map: ReadonlyMap<Key, Value>): () => readonly [Key, Value] | undefined {
  let entries = map.entries()
  return () => {
    let next = entries.next()
    if (next.done === true) {
      entries = map.entries()
      next = entries.next()
    }
    return next.done === true ? undefined : next.value
  }
}

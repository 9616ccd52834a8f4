/**
 * Walks a map from its oldest entry on, and begins anew at its end. Whoever walks deletes each entry that it is
 * given, or sets it anew. A map that is emptied from its front keeps the places of what was there for a while,
 * and every fresh look at its first entry passes all of them: tens of microseconds in a map of 50 000.
 *
 * Not to be kept without being called while the map changes: it holds on to what the map was.
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

import type { Clock } from '../../domain/clock.js'

const WINDOW_MS = 1000

/**
 * Returns whether one more line of a kind may be written in the current second. Suppressed lines are reported when the
 * second is over. No timer runs while no lines are written.
 *
 * @param onSuppressed called with each kind and the number of its suppressed lines
 */
export function limitLines<Kind> ({ clock, onSuppressed }: {
  clock: Pick<Clock, 'every'>
  onSuppressed: (kind: Kind, lines: number) => void
}): (kind: Kind, perSecond: number) => boolean {
  const written = new Map<Kind, number>()
  const suppressed = new Map<Kind, number>()
  let closeWindow: (() => void) | undefined

  return (kind, perSecond) => {
    closeWindow ??= clock.every(WINDOW_MS, endWindow)
    const lines = written.get(kind) ?? 0
    if (lines < perSecond) {
      written.set(kind, lines + 1)
      return true
    }
    suppressed.set(kind, (suppressed.get(kind) ?? 0) + 1)
    return false
  }

  function endWindow (): void {
    closeWindow?.()
    closeWindow = undefined
    const counts = [...suppressed]
    written.clear()
    suppressed.clear()
    for (const [kind, lines] of counts) onSuppressed(kind, lines)
  }
}

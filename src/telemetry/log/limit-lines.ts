import type { Clock } from '../../domain/clock.js'

const WINDOW_MS = 1000

/**
 * Whether one more line of a kind may be written in this second. What was held back is told once the
 * second is over. Nothing runs while nothing is written.
 *
 * @param onSuppressed told the kind and how many of its lines were held back
 */
export function limitLines<OptionType> ({ clock, onSuppressed }: {
  clock: Pick<Clock, 'every'>
  onSuppressed: (kind: OptionType, lines: number) => void
}): (kind: OptionType, perSecond: number) => boolean {
  const written = new Map<OptionType, number>()
  const suppressed = new Map<OptionType, number>()
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
    const told = [...suppressed]
    written.clear()
    suppressed.clear()
    for (const [kind, lines] of told) onSuppressed(kind, lines)
  }
}

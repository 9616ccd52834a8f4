import type { Transform, Writable } from 'node:stream'

/**
 * Has what is written to the first of `through` flow through all of them and out, end included. Where one of
 * them fails, they are given up and `onBroken` is told; `out` is left as it is. When that closes, they are given
 * up as well.
 */
export function pipeThrough (through: readonly Transform[], out: Writable, onBroken: (error: Error) => void): void {
  const giveUp = (): void => { for (const stream of through) stream.destroy() }
  out.once('close', giveUp)
  for (const [index, stream] of through.entries()) {
    stream.once('error', error => {
      giveUp()
      onBroken(error)
    })
    stream.pipe(through[index + 1] ?? out)
  }
}

import type { Transform, Writable } from 'node:stream'

/**
 * Pipes the streams of `through` into each other and the last one into `out`, end included. When one of them fails,
 * all are destroyed and `onError` is called; `out` is left open. They are destroyed when `out` closes, too.
 */
export function pipeThrough (through: readonly Transform[], out: Writable, onError: (error: Error) => void): void {
  const destroyAll = (): void => { for (const stream of through) stream.destroy() }
  out.once('close', destroyAll)
  for (const [index, stream] of through.entries()) {
    stream.once('error', error => {
      destroyAll()
      onError(error)
    })
    stream.pipe(through[index + 1] ?? out)
  }
}

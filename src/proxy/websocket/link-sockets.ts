import type { Socket } from 'node:net'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'

/** How long one direction of a tunnel may go on after the other has ended. */
export const LINGER_MS = 10_000

/**
 * Sees to it that neither side of a tunnel outlives the other: an error or a break on one is a break on
 * the other; an orderly end is passed on, and the way back gets a while to end too. Piping is not done here.
 *
 * @param closed called once, when both are closed
 */
export function linkSockets (client: Socket, upstream: Socket, { clock, closed }: { clock: Clock, closed: () => void }): void {
  let open = 2
  let callOff: (() => void) | undefined
  couple(client, upstream)
  couple(upstream, client)

  function couple (one: Socket, other: Socket): void {
    one.on('error', () => { other.destroy() })
    one.once('end', linger)
    one.once('close', () => {
      // Whatever it still says has nowhere to go, but must be read for its end to be seen.
      if (one.readableEnded) other.resume()
      else other.destroy()
      open--
      if (open > 0) return
      callOff?.()
      closed()
    })
  }

  function linger (): void {
    callOff ??= afterMs(clock, LINGER_MS, () => {
      client.destroy()
      upstream.destroy()
    })
  }
}

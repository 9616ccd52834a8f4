import type { Socket } from 'node:net'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'

/** How long one direction of a tunnel may stay open after the other has ended. */
export const LINGER_MS = 10_000

/**
 * Links the lifetimes of a tunnel's two sockets. An error or an abrupt close of one destroys the other. After an
 * orderly end the other direction may finish within LINGER_MS. The caller pipes the sockets into each other.
 *
 * @param onClose called once, when both are closed
 */
export function linkSockets (client: Socket, upstream: Socket, { clock, onClose }: { clock: Clock, onClose: () => void }): void {
  let open = 2
  let cancelTimeout: (() => void) | undefined
  link(client, upstream)
  link(upstream, client)

  function link (one: Socket, other: Socket): void {
    one.on('error', () => { other.destroy() })
    one.once('end', linger)
    one.once('close', () => {
      // There is no one left to send its bytes to, but they must be read for its end to be noticed.
      if (one.readableEnded) other.resume()
      else other.destroy()
      open--
      if (open > 0) return
      cancelTimeout?.()
      onClose()
    })
  }

  function linger (): void {
    cancelTimeout ??= afterMs(clock, LINGER_MS, () => {
      client.destroy()
      upstream.destroy()
    })
  }
}

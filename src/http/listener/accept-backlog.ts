import type { Server } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Node's default backlog: the maximum of connections that the kernel has accepted and the server has not seen. */
const BACKLOG = 511

/**
 * Resolves when a server has seen the connections that the kernel has accepted for it, and has read what arrived on
 * them. Node takes one of them from the kernel in each turn of the event loop.
 */
export async function acceptBacklog (server: Server): Promise<void> {
  let accepted = 0
  const count = (): void => { accepted++ }
  server.on('connection', count)
  for (;;) {
    const before = accepted
    // The first turn may be the rest of the current one.
    await nextTurn()
    await nextTurn()
    if (accepted === before || accepted >= BACKLOG) break
  }
  server.off('connection', count)
}

import type { Server } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

/** Node's own backlog: as many connections may the system have accepted without a word to the server. */
const BACKLOG = 511

/**
 * Resolves when a server knows of the connections that the system has accepted for it, and has read what
 * came on them. Node takes one from the system in each turn of the event loop.
 */
export async function acceptBacklog (server: Server): Promise<void> {
  let came = 0
  const count = (): void => { came++ }
  server.on('connection', count)
  for (;;) {
    const before = came
    // The first turn may be the rest of the one that runs.
    await turn()
    await turn()
    if (came === before || came >= BACKLOG) break
  }
  server.off('connection', count)
}

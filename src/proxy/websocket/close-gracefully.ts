import type { Socket } from 'node:net'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import { Frames } from './frame-parser.js'
import { sendGoingAway, GOING_AWAY_MASKED } from './send-going-away.js'

/** How long the two ends of a WebSocket may take to close it, once it was said that we are going away. */
export const CLOSE_WAIT_MS = 2000

/**
 * Watches a WebSocket from its first frame on, to be able to leave it in good order: the client is told
 * between two frames that we are going away, and its answer passes on as the upstream's own Close. What the
 * client said before that still arrives. A peer that does not close in time is closed; an upstream that has
 * heard no Close until then gets ours.
 *
 * To be called in the tick in which the two were piped together, so that no byte has passed.
 *
 * @returns how to leave; to be called once at most
 */
export function closeGracefully ({ client, upstream, clock }: { client: Socket, upstream: Socket, clock: Clock }): () => void {
  const toClient = new Frames()
  const toUpstream = new Frames()
  const followToClient = (piece: Buffer): void => { toClient.pass(piece) }
  upstream.on('data', followToClient)
  client.on('data', (piece: Buffer) => { toUpstream.pass(piece) })

  return () => {
    // The upstream's Close is on its way, or its end: it needs nothing but the time for the rest.
    if (toClient.isClosing || !client.writable) return closeInTime()
    upstream.unpipe(client).off('data', followToClient)
    upstream.pipe(sendGoingAway(toClient, closeInTime)).pipe(client)
  }

  function closeInTime (): void {
    client.once('close', afterMs(clock, CLOSE_WAIT_MS, part))
  }

  function part (): void {
    client.unpipe(upstream)
    if (upstream.writable && !toUpstream.isAmid && !toUpstream.isClosing) upstream.write(GOING_AWAY_MASKED)
    upstream.destroySoon()
    client.destroySoon()
  }
}

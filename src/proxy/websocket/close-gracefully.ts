import type { Socket } from 'node:net'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import { FrameParser } from './frame-parser.js'
import { GOING_AWAY_MASKED, sendGoingAway } from './send-going-away.js'

/** How long the two ends of a WebSocket may take to close it after 1001 was sent. */
export const CLOSE_WAIT_MS = 2000

/**
 * Follows a WebSocket from its first frame on, so that it can be closed gracefully: the client receives a Close frame
 * with 1001 between two frames, and its own Close is forwarded to the upstream. What the client sent before it still
 * arrives. A peer that does not close within CLOSE_WAIT_MS is disconnected; an upstream that has received no Close by
 * then gets one from the gate.
 *
 * To be called in the tick in which the two sockets were piped together, so that no byte has passed.
 *
 * @returns starts the close; to be called at most once
 */
export function closeGracefully ({ client, upstream, clock }: { client: Socket, upstream: Socket, clock: Clock }): () => void {
  const toClient = new FrameParser()
  const toUpstream = new FrameParser()
  const followToClient = (chunk: Buffer): void => { toClient.read(chunk) }
  upstream.on('data', followToClient)
  client.on('data', (chunk: Buffer) => { toUpstream.read(chunk) })

  return () => {
    // The upstream's own Close, or its end, is on its way. Only the timeout is missing.
    if (toClient.isClosing || !client.writable) return limitTime()
    upstream.unpipe(client).off('data', followToClient)
    upstream.pipe(sendGoingAway(toClient, limitTime)).pipe(client)
  }

  function limitTime (): void {
    client.once('close', afterMs(clock, CLOSE_WAIT_MS, disconnect))
  }

  function disconnect (): void {
    client.unpipe(upstream)
    if (upstream.writable && !toUpstream.isInsideFrame && !toUpstream.isClosing) upstream.write(GOING_AWAY_MASKED)
    upstream.destroySoon()
    client.destroySoon()
  }
}

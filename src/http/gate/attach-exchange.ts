import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Exchange, KnownStream } from '../../domain/memory/known-stream.js'
import type { EndReason } from '../../domain/stream.js'
import { ClientExchange } from './client-exchange.js'

/** Something whose closing ends an exchange: a response, a socket. */
interface Lifetime { once: (event: 'close', listener: () => void) => unknown }

/** Ties a request to the stream that pays for it: until `lasting` closes it is cut when the stream ends. */
export function attachExchange ({ attach, watched, unacknowledged, observe }: {
  attach: (known: KnownStream, exchange: Exchange) => () => void
  /** Where connections on which a stream is watched are noted. */
  watched: { add: (socket: Duplex) => unknown }
  /** Bytes of a connection that its client has not acknowledged, if that can be known. */
  unacknowledged: (socket: Socket) => number | undefined
  observe: { aborted: (reason: EndReason, known: KnownStream) => void }
}): (known: KnownStream, socket: Duplex, lifetime: Lifetime) => void {
  return (known, socket, lifetime) => {
    watched.add(socket)
    lifetime.once('close', attach(known, new ClientExchange(socket, reason => { observe.aborted(reason, known) }, unacknowledged)))
  }
}

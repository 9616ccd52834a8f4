import { type ClientRequest, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import { LINGER_MS } from './link-sockets.js'

/**
 * Relays an upstream's answer to a handshake that is no 101: status, headers and body. The connection is
 * no tunnel then and serves nothing after it; where the body has no length, its close is its end.
 *
 * @param headers flat names and values, hop-by-hop ones taken out
 */
export function relayRefusedUpgrade (answer: IncomingMessage, socket: Socket, { outgoing, headers, sized, idleTimeoutMs, clock }: {
  /** The request that was answered. */
  outgoing: ClientRequest
  headers: readonly string[]
  sized: boolean
  idleTimeoutMs: number
  clock: Clock
}): void {
  const status = answer.statusCode as number
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n`
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
  socket.write(head + '\r\n', 'latin1')

  answer.setTimeout(idleTimeoutMs, () => { answer.destroy() })
  // Node's client takes a reset for the end of a body without a length, but tells the request first.
  outgoing.on('error', cutShort)
  answer.on('error', cutShort)
  answer.once('close', cutShort)
  answer.pipe(socket)

  // Frames sent ahead are thrown away: closing over unread bytes would reset the answer.
  socket.resume()
  let callOff = (): void => {}
  socket.once('finish', () => { callOff = afterMs(clock, LINGER_MS, () => { socket.destroy() }) })
  socket.once('close', () => {
    callOff()
    answer.destroy()
  })

  function cutShort (): void {
    if (answer.complete) return
    // Only a reset tells a body cut short from one that ends with the connection.
    if (sized) socket.destroy()
    else socket.resetAndDestroy()
  }
}

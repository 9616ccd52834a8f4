import { type ClientRequest, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { afterMs } from '../../domain/after-ms.js'
import type { Clock } from '../../domain/clock.js'
import { LINGER_MS } from './link-sockets.js'

/**
 * Relays the upstream's refusal of a handshake, any final response other than a 101: status, headers and body. The
 * client's connection is closed after it. If the body has no length, the close marks its end.
 *
 * @param headers flat names and values without hop-by-hop headers
 */
export function relayRefusedUpgrade (response: IncomingMessage, client: Socket, { outgoing, headers, sized, idleTimeoutMs, clock }: {
  /** The request that the response belongs to. */
  outgoing: ClientRequest
  headers: readonly string[]
  sized: boolean
  idleTimeoutMs: number
  clock: Clock
}): void {
  const status = response.statusCode as number
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n`
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
  client.write(head + '\r\n', 'latin1')

  response.setTimeout(idleTimeoutMs, () => { response.destroy() })
  // Node's client takes a reset for the end of a body without a length, but emits an error on the request first.
  outgoing.on('error', abort)
  response.on('error', abort)
  response.once('close', abort)
  response.pipe(client)

  // Bytes from the client are discarded: closing a socket with unread bytes resets it, and the response would be lost.
  client.resume()
  let cancelTimeout = (): void => {}
  client.once('finish', () => { cancelTimeout = afterMs(clock, LINGER_MS, () => { client.destroy() }) })
  client.once('close', () => {
    cancelTimeout()
    response.destroy()
  })

  function abort (): void {
    if (response.complete) return
    // Only a reset distinguishes an incomplete body from one that ends with the connection.
    if (sized) client.destroy()
    else client.resetAndDestroy()
  }
}

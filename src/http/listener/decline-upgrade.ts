import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

export type DeclineUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * Declines an upgrade: the server handles the request again as a plain one. Node detaches every request with an
 * Upgrade header from its parser; but clients that only offer one (Java's HttpClient and curl offer `h2c`) expect an
 * ordinary response (RFC 9110 section 7.8). The head without the offer is put back before the bytes of the body that
 * were read, and the server parses the connection again.
 */
export function declineUpgrade (server: Server): DeclineUpgrade {
  return (request, socket, head) => {
    let text = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`
    const headers = request.rawHeaders
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i] as string
      const lower = name.toLowerCase()
      if (lower === 'upgrade' || lower === 'http2-settings') continue
      const value = lower === 'connection' ? withoutOffer(headers[i + 1] as string) : headers[i + 1] as string
      if (lower !== 'connection' || value !== '') text += `${name}: ${value}\r\n`
    }
    socket.unshift(Buffer.concat([Buffer.from(text + '\r\n', 'latin1'), head]))
    server.emit('connection', socket)
  }
}

function withoutOffer (connection: string): string {
  return connection.split(',').map(option => option.trim())
    .filter(option => !/^(?:upgrade|http2-settings)$/i.test(option)).join(', ')
}

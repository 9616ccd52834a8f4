import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

export type DeclineUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * Gives a request that asked for an upgrade back to the server as a plain one. Node takes every request
 * with an Upgrade field off its parser; clients that merely offer one (`h2c` by Java's client and curl)
 * expect an ordinary answer (RFC 9110 section 7.8). The head is put before what was read of the body, less
 * the offer, and the server parses the connection afresh.
 */
export function declineUpgrade (server: Server): DeclineUpgrade {
  return (request, socket, head) => {
    let text = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`
    const fields = request.rawHeaders
    for (let i = 0; i < fields.length; i += 2) {
      const name = fields[i] as string
      const lower = name.toLowerCase()
      if (lower === 'upgrade' || lower === 'http2-settings') continue
      const value = lower === 'connection' ? withoutOffer(fields[i + 1] as string) : fields[i + 1] as string
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

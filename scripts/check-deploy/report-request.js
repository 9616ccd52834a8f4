// Loaded before examples/origin.js: its server also responds to /report with the headers of the request, and echoes every
// WebSocket.
import { createHash } from 'node:crypto'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'

/** RFC 6455 section 1.3. */
const HANDSHAKE = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

const { createServer } = http
http.createServer = answer => createServer((req, res) => {
  if (req.url === '/report') res.end(JSON.stringify(req.headers))
  else answer(req, res)
}).on('upgrade', (req, socket) => {
  const accept = createHash('sha1').update(req.headers['sec-websocket-key'] + HANDSHAKE).digest('base64')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
  socket.on('error', () => {}).pipe(socket)
})
syncBuiltinESMExports()

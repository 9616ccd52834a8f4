// Exits 0 when bytes come back through a WebSocket.
//
//   node scripts/check-deploy/try-upgrade.js URL TOKEN
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'

const TIMEOUT_MS = 20_000
const SENT = 'there and back'
const [url, token] = process.argv.slice(2)

const fail = why => {
  console.error(`an upgrade does not pass: ${why}`)
  process.exit(1)
}
setTimeout(fail, TIMEOUT_MS, 'nothing came back')
request(url, {
  headers: {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'X-Stream-Token': token
  }
}).on('upgrade', (response, socket, head) => {
  let back = head.toString('latin1')
  socket.on('data', bytes => {
    back += bytes.toString('latin1')
    if (back === SENT) process.exit(0)
  }).on('close', () => fail('it was closed')).write(SENT)
}).on('response', ({ statusCode }) => fail(statusCode)).on('error', fail).end()

// Keeps connections busy with one GET after another, reading as little as can be: it must never be what is
// measured. Prints how many requests were answered and with which statuses.
// node bench/load.js PORT TARGET REQUESTS CONNECTIONS TOKEN
import { connect } from 'node:net'

const [port, target, requests, connections, token] = process.argv.slice(2)
const request = Buffer.from(`GET ${target} HTTP/1.1\r\nHost: bench\r\n${token ? `X-Stream-Token: ${token}\r\n` : ''}\r\n`)
const statuses = {}
let left = Number(requests)

function run () {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true })
    let head = Buffer.alloc(0)
    let bodyLeft = 0
    const next = () => {
      if (left-- <= 0) {
        socket.destroy()
        resolve()
      } else {
        socket.write(request)
      }
    }
    socket.on('connect', next)
    socket.on('error', reject)
    socket.on('data', chunk => {
      if (bodyLeft > 0) {
        bodyLeft -= chunk.length
        if (bodyLeft === 0) next()
        return
      }
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end === -1) return
      const text = head.toString('latin1', 0, end)
      const status = text.slice(9, 12)
      statuses[status] = (statuses[status] ?? 0) + 1
      bodyLeft = Number(/content-length: (\d+)/i.exec(text)[1]) - (head.length - end - 4)
      head = Buffer.alloc(0)
      if (bodyLeft === 0) next()
    })
  })
}

await Promise.all(Array.from({ length: Number(connections) }, run))
console.log(JSON.stringify({ statuses }))

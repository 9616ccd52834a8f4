// Sends one GET after another on each connection. It parses as little as possible, so that it is never the bottleneck. Prints the
// number of responses by status. With the token `each`, each connection has a made-up token of its own, the same in every run.
// node bench/load.js PORT TARGET REQUESTS CONNECTIONS TOKEN
import { connect } from 'node:net'

const [port, target, requests, connections, token] = process.argv.slice(2)
const statuses = {}
let left = Number(requests)

function run (_, index) {
  const value = token === 'each' ? `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` : token
  const request = Buffer.from(`GET ${target} HTTP/1.1\r\nHost: bench\r\nX-Stream-Token: ${value}\r\n\r\n`)
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

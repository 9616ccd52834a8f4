// Memory of a gate for a client connection that is idle between requests, with one stream each.
// node bench/connections.js [--connections 5000]
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { parseArgs } from 'node:util'
import { startGate, startNode, stopAll } from './children.js'

const { values } = parseArgs({ options: { connections: { type: 'string', default: '5000' } } })
const CONNECTIONS = Number(values.connections)
const CONCURRENCY = 50

try {
  const origin = await startNode(['bench/origin.js'])
  const gate = await startGate(['--port', '0', '--admin-port', '0', '--host', '127.0.0.1',
    '--upstream', `http://127.0.0.1:${origin.port}`, '--acquire-rate', '0', '--log-level', 'info'])
  const indices = Array.from({ length: CONNECTIONS }, (_, index) => index)
  const tokens = []
  await each(indices, async index => {
    const response = await fetch(`http://127.0.0.1:${gate.port}/streams`, { headers: { 'X-Stream-Session': `viewer ${index}` } })
    tokens[index] = (await response.json()).token
  })
  const beforeKiB = residentKiB(gate)
  const sockets = []
  await each(indices, async index => {
    const socket = sockets[index] = connect({ port: gate.port, host: '127.0.0.1' })
    await get(socket, tokens[index])
  })
  await each(indices, async index => { await get(sockets[index], tokens[index]) })
  console.log(`${CONNECTIONS} connections, two requests each: ${((residentKiB(gate) - beforeKiB) / CONNECTIONS).toFixed(1)} KiB of resident memory each, ${Math.round(residentKiB(gate) / 1024)} MiB in total`)
  for (const socket of sockets) socket.destroy()
} finally {
  stopAll()
}

async function each (items, task) {
  let next = 0
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => { while (next < items.length) await task(items[next++]) }))
}

async function get (socket, token) {
  await new Promise((resolve, reject) => {
    let text = ''
    const read = chunk => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end === -1 || text.length < end + 4 + 1024) return
      socket.off('data', read).off('error', reject)
      if (text.startsWith('HTTP/1.1 200 ')) resolve()
      else reject(new Error(text.slice(0, end)))
    }
    socket.on('data', read).on('error', reject)
    socket.write(`GET /1024 HTTP/1.1\r\nHost: bench\r\nX-Stream-Token: ${token}\r\n\r\n`)
  })
}

function residentKiB ({ pid }) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1])
}

// Abandoned players: each sends requests with an ended token of its own, and repeats them half a second after every response,
// endlessly, as a live player of Shaka does. After a warm-up, prints the requests a second and the statuses of the responses.
// node bench/forgotten.js PORT PLAYERS WARM_UP_SECONDS SECONDS
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

const [port, players, warmUpSeconds, seconds] = process.argv.slice(2).map(Number)
const RETRY_MS = 500
const agent = new Agent({ keepAlive: true, maxFreeSockets: players })
const statuses = {}
let counting = false
const leaving = new AbortController()

async function play () {
  const headers = { 'X-Stream-Token': randomUUID() }
  await wait(Math.random() * RETRY_MS)
  while (!leaving.signal.aborted) {
    const status = await get(headers)
    if (counting) statuses[status] = (statuses[status] ?? 0) + 1
    await wait(RETRY_MS)
  }
}

async function get (headers) {
  return await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/live/main.m3u8', headers, agent }, response => {
      response.resume().on('end', () => { resolve(response.statusCode) })
    }).on('error', reject).end()
  })
}

const allEnded = Promise.all(Array.from({ length: players }, play))
await wait(warmUpSeconds * 1000)
console.log(JSON.stringify({ event: 'begun' }))
counting = true
await wait(seconds * 1000)
counting = false
const requests = Object.values(statuses).reduce((sum, count) => sum + count, 0)
console.log(JSON.stringify({ event: 'over', statuses, perSecond: requests / seconds }))
leaving.abort()
await allEnded
agent.destroy()

// Players that nobody looks at any more: each asks by a dead token of its own, and again half a second after
// every answer, for ever, as a live player of Shaka does. Prints how many requests a second they made, and what
// they were answered, once the first seconds are over.
// node bench/forgotten.js PORT PLAYERS FIRST_SECONDS SECONDS
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

const [port, players, firstSeconds, seconds] = process.argv.slice(2).map(Number)
const ASK_AGAIN_MS = 500
const agent = new Agent({ keepAlive: true, maxFreeSockets: players })
const statuses = {}
let counting = false
const leaving = new AbortController()

async function play () {
  const headers = { 'X-Stream-Token': randomUUID() }
  await wait(Math.random() * ASK_AGAIN_MS)
  while (!leaving.signal.aborted) {
    const status = await ask(headers)
    if (counting) statuses[status] = (statuses[status] ?? 0) + 1
    await wait(ASK_AGAIN_MS)
  }
}

async function ask (headers) {
  return await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/live/main.m3u8', headers, agent }, response => {
      response.resume().on('end', () => { resolve(response.statusCode) })
    }).on('error', reject).end()
  })
}

const over = Promise.all(Array.from({ length: players }, play))
await wait(firstSeconds * 1000)
console.log(JSON.stringify({ event: 'begun' }))
counting = true
await wait(seconds * 1000)
counting = false
const requests = Object.values(statuses).reduce((sum, count) => sum + count, 0)
console.log(JSON.stringify({ event: 'over', statuses, perSecond: requests / seconds }))
leaving.abort()
await over
agent.destroy()

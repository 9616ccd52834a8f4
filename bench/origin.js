// The upstream of the benchmarks, and the bare Node server that the gate is compared with. GET /<bytes> responds with that many
// bytes, written in chunks of 64 KiB. Any other path responds with what a gate sends for an unknown token.
import { createServer } from 'node:http'

const CHUNK = Buffer.alloc(64 * 1024, 'x')
const REFUSAL = '{"errors":[{"code":3,"message":"Token expired"}]}'
const REFUSAL_HEADERS = {
  'Content-Type': 'application/json',
  'Content-Length': REFUSAL.length,
  'Cache-Control': 'no-store',
  'X-Stream-Error': '3',
  'WWW-Authenticate': 'StreamToken'
}

const server = createServer((request, response) => {
  let remaining = Number(request.url.slice(1))
  if (Number.isNaN(remaining)) {
    response.writeHead(401, REFUSAL_HEADERS).end(REFUSAL)
    return
  }
  response.writeHead(200, { 'content-type': 'video/mp2t', 'content-length': remaining })
  const write = () => {
    while (remaining > 0) {
      const chunk = remaining < CHUNK.length ? CHUNK.subarray(0, remaining) : CHUNK
      remaining -= chunk.length
      if (!response.write(chunk)) {
        response.once('drain', write)
        return
      }
    }
    response.end()
  }
  write()
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => { console.log(JSON.stringify({ port: server.address().port })) })

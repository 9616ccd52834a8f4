// The upstream of the measurements: GET /<bytes> answers with that many bytes, written in pieces of 64 KiB.
import { createServer } from 'node:http'

const PIECE = Buffer.alloc(64 * 1024, 'x')

const server = createServer((request, response) => {
  let left = Number(request.url.slice(1))
  response.writeHead(200, { 'content-type': 'video/mp2t', 'content-length': left })
  const write = () => {
    while (left > 0) {
      const piece = left < PIECE.length ? PIECE.subarray(0, left) : PIECE
      left -= piece.length
      if (!response.write(piece)) {
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

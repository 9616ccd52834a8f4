// Serves the example pages, their players and the web client, from another origin than the gate, as in production.
//
//   node examples/serve-pages.js [--gate http://127.0.0.1:3000] [--admin http://127.0.0.1:3001]
//     [--source /main.m3u8] [--port 3080] [--host 127.0.0.1]
//
// Prints one line once it listens (port 0 takes a free one), then nothing more. SIGTERM and Ctrl-C end it.
import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { parseArgs } from 'node:util'

const { values: { gate, admin, source, port, host } } = parseArgs({
  options: {
    gate: { type: 'string', default: 'http://127.0.0.1:3000' },
    admin: { type: 'string', default: 'http://127.0.0.1:3001' },
    source: { type: 'string', default: '/main.m3u8' },
    port: { type: 'string', default: '3080' },
    host: { type: 'string', default: '127.0.0.1' }
  }
})
const CONTENT_TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8'
}
/** Players in node_modules, by the name that the pages use. */
const PLAYERS = {
  'hls.mjs': 'hls.js/dist/hls.min.mjs',
  'shaka.js': 'shaka-player/dist/shaka-player.compiled.js',
  'dash.js': 'dashjs/dist/modern/umd/dash.all.min.js',
  'video.js': 'video.js/dist/video.min.js',
  'video.css': 'video.js/dist/video-js.min.css'
}

const server = createServer((req, res) => {
  const answered = req.method === 'POST' && req.url === '/stop' ? stop(req) : find(req.url.split('?', 1)[0])
  answered.then(
    ({ type, body }) => { res.writeHead(200, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-cache' }).end(body) },
    () => { res.writeHead(404, { 'content-length': 0 }).end() }
  )
})
server.on('error', error => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(Number(port), host, () => {
  const { address, port, family } = server.address()
  console.log(`pages on http://${family === 'IPv6' ? `[${address}]` : address}:${port}`)
})
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}

/** Stops a stream through the admin API, by its stream id: see docs/API.md. */
async function stop (req) {
  const { session, token } = JSON.parse(Buffer.concat(await req.toArray()))
  const id = createHmac('sha256', 'streamgate').update(token).digest('base64url').slice(0, 16)
  const answer = await fetch(`${admin}/streams/${id}`, { method: 'DELETE', headers: { 'X-Stream-Session': session } })
  return { type: 'application/json', body: Buffer.from(await answer.arrayBuffer()) }
}

async function find (path) {
  // Configuration of the pages.
  if (path === '/place.json') return { type: 'application/json', body: Buffer.from(JSON.stringify({ gate, source })) }
  const [, folder, name] = /^\/(?:(lib|client)\/)?([a-z-]+\.(?:html|css|m?js))$/.exec(path === '/' ? '/demo.html' : path) ?? []
  const file = { lib: `../node_modules/${PLAYERS[name]}`, client: `../client/src/${name}` }[folder] ?? `pages/${name}`
  return { type: CONTENT_TYPES[extname(name)], body: await readFile(new URL(file, import.meta.url)) }
}

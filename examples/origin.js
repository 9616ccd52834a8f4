// A static origin for the sample video: the upstream of the demo and of tests.
//
//   node examples/origin.js [--port 8081] [--host 127.0.0.1] [--folder examples/video]
//
// Beside the files there is /live.m3u8: main.m3u8 as a live stream that never ends.
//
// Prints one line once it listens (port 0 takes a free one), then nothing more. SIGTERM and Ctrl-C end it.
import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { livePlaylist } from './live-playlist.js'

const CONTENT_TYPES = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mpd': 'application/dash+xml',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
  '.ts': 'video/mp2t',
  '.vtt': 'text/vtt; charset=utf-8',
  '.html': 'text/html; charset=utf-8'
}

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8081' },
    host: { type: 'string', default: '127.0.0.1' },
    folder: { type: 'string', default: fileURLToPath(new URL('video', import.meta.url)) }
  }
})
const beganMs = performance.now()
const root = await realpath(options.folder)

const server = createServer((req, res) => {
  answer(req, res).catch(() => {
    if (res.headersSent) res.destroy()
    else refuse(res, 500)
  })
})
server.listen(Number(options.port), options.host, () => {
  const { address, port, family } = server.address()
  console.log(`origin listening on http://${family === 'IPv6' ? `[${address}]` : address}:${port}`)
})
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}

async function answer (req, res) {
  if (req.method !== 'GET' && req.method !== 'HEAD') return refuse(res, 405, { allow: 'GET, HEAD' })
  if (req.url.split('?', 1)[0] === '/live.m3u8') return await answerLive(req, res)
  const file = await find(req.url)
  if (file === undefined) return refuse(res, 404)

  const etag = `"${file.size.toString(16)}-${Math.floor(file.mtimeMs).toString(16)}"`
  const modified = file.mtime.toUTCString()
  const head = { etag, 'last-modified': modified, 'accept-ranges': 'bytes', 'cache-control': 'no-cache' }
  if (isUnchanged(req.headers, etag, modified)) return res.writeHead(304, head).end()

  head['content-type'] = CONTENT_TYPES[extname(file.path)] ?? 'application/octet-stream'
  const range = readRange(req.headers, file.size, etag, modified)
  if (range === 'unsatisfiable') return refuse(res, 416, { 'content-range': `bytes */${file.size}` })
  const { start, end } = range ?? { start: 0, end: file.size - 1 }
  head['content-length'] = end - start + 1
  if (range !== undefined) head['content-range'] = `bytes ${start}-${end}/${file.size}`
  res.writeHead(range === undefined ? 200 : 206, head)
  if (req.method === 'HEAD' || file.size === 0) return res.end()
  // A client that disconnects is not an error: pipeline closes the file.
  pipeline(createReadStream(file.path, { start, end }), res, () => {})
}

async function answerLive (req, res) {
  const playlist = await readFile(join(root, 'main.m3u8'), 'utf8').catch(() => undefined)
  if (playlist === undefined) return refuse(res, 404)
  const body = Buffer.from(livePlaylist(playlist, (performance.now() - beganMs) / 1000))
  res.writeHead(200, { 'content-type': CONTENT_TYPES['.m3u8'], 'content-length': body.length, 'cache-control': 'no-cache' }).end(req.method === 'HEAD' ? undefined : body)
}

/** The regular file of a target; undefined for anything else, and for files outside the folder. */
async function find (target) {
  try {
    const path = await realpath(join(root, decodeURIComponent(target.split('?', 1)[0])))
    if (!path.startsWith(root + sep)) return undefined
    const found = await stat(path)
    return found.isFile() ? { path, size: found.size, mtime: found.mtime, mtimeMs: found.mtimeMs } : undefined
  } catch {
    // A malformed escape, a NUL, a name too long or none at all: there is no such file, whatever the reason.
    return undefined
  }
}

/** RFC 9110 section 13.2.2: If-None-Match goes before If-Modified-Since. */
function isUnchanged (headers, etag, modified) {
  const noneMatch = headers['if-none-match']
  if (noneMatch === undefined) return Date.parse(headers['if-modified-since']) >= Date.parse(modified)
  return noneMatch.split(',').some(tag => ['*', etag, `W/${etag}`].includes(tag.trim()))
}

/** RFC 9110 section 14.2: one range of bytes. Several, or none that can be read, mean the whole file. */
function readRange (headers, size, etag, modified) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? []
  if (first === undefined || first + last === '') return undefined
  const ifRange = headers['if-range']
  if (ifRange !== undefined && ifRange !== etag && ifRange !== modified) return undefined
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}

function refuse (res, status, head = {}) {
  res.writeHead(status, { ...head, 'content-type': 'text/plain; charset=utf-8', 'content-length': 0 }).end()
}

// Starts an example with everything that it needs, on free ports:
//
//   node examples/start.js curl | ffmpeg | live | nginx | hls | shaka | dash | video [header | path | query | cookie]
//
// curl and ffmpeg end by themselves; the others print a page to open, and end with Ctrl-C.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProgram } from '../scripts/demo/start-program.js'

const EXAMPLES = {
  curl: { run: 'curl.sh', paths: ['/main.m3u8'] },
  ffmpeg: { run: 'ffmpeg.sh', paths: ['/main.m3u8', '/live.m3u8'] },
  live: { page: '/play.html?player=hls&source=/live.m3u8' },
  nginx: { page: '/play.html?player=hls', nginx: true },
  hls: { page: '/play.html?player=hls' },
  shaka: { page: '/play.html?player=shaka' },
  dash: { page: '/play.html?player=dash' },
  video: { page: '/play.html?player=video' }
}
const TRANSPORTS = ['header', 'path', 'query', 'cookie']
const [name, transport = 'header'] = process.argv.slice(2)
const example = EXAMPLES[name]
if (example === undefined || !TRANSPORTS.includes(transport)) {
  console.error(`node examples/start.js ${Object.keys(EXAMPLES).join(' | ')} [${TRANSPORTS.join(' | ')}]`)
  process.exit(2)
}

const running = []
const folder = await mkdtemp(join(tmpdir(), 'streamgate-'))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, leave)
process.on('exit', () => { for (const { stop } of running) stop() })
try {
  await start()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
  await leave()
}

async function start () {
  const upstream = example.nginx ? await startNginx() : await started(['examples/origin.js', '--port', '0'], line => /^origin listening on (.*)$/.exec(line)?.[1])
  const pagesPort = await freePort()
  const { gate, admin } = await started(['bin/streamgate.js', 'serve'], line => {
    const { msg, public: own, admin } = line.startsWith('{') ? JSON.parse(line) : {}
    return msg === 'listening' ? { gate: urlOf(own), admin: urlOf(admin) } : undefined
  }, { HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', UPSTREAM_URL: upstream, LOG_LEVEL: 'info', TOKEN_TRANSPORTS: 'path,query,cookie', CORS_ORIGINS: `http://127.0.0.1:${pagesPort}` })
  if (example.run !== undefined) {
    for (const path of example.paths) process.exitCode ||= await run(example.run, [gate, path])
    return await leave()
  }
  const pages = await started(['examples/serve-pages.js', '--gate', gate, '--admin', admin, '--port', String(pagesPort)], line => /^pages on (.*)$/.exec(line)?.[1])
  console.log(`open ${pages}${example.page}&transport=${transport}`)
}

async function startNginx () {
  const port = await freePort()
  const template = await readFile(new URL('nginx/nginx.conf', import.meta.url), 'utf8')
  const video = fileURLToPath(new URL('video', import.meta.url))
  const config = join(folder, 'nginx.conf')
  await writeFile(config, template.replaceAll('PREFIX', folder).replaceAll('PORT', String(port)).replaceAll('FOLDER', video))
  // nginx that root starts serves as somebody else, who need not be let into the folder of the video.
  const user = process.getuid() === 0 ? ['-g', `user root ${process.platform === 'linux' ? 'root' : 'wheel'};`] : []
  // Debian keeps it where only root looks.
  const nginx = spawn('nginx', ['-p', folder, '-c', config, ...user], { env: { PATH: `${process.env.PATH}:/usr/sbin` }, stdio: ['ignore', 'inherit', 'inherit'] })
  running.push({ stop: () => nginx.kill('SIGQUIT'), ended: new Promise(resolve => nginx.once('close', resolve)) })
  const failed = new Promise((_resolve, reject) => {
    nginx.once('error', error => { reject(new Error(error.code === 'ENOENT' ? 'there is no nginx: on Debian, apt-get install nginx-light' : error.message)) })
    nginx.once('exit', code => { reject(new Error(`nginx ended with ${code}`)) })
  })
  failed.catch(() => {})
  const url = `http://127.0.0.1:${port}`
  await Promise.race([failed, answers(url)])
  return url
}

async function answers (url) {
  while (!await fetch(url).then(() => true, () => false)) await new Promise(resolve => setTimeout(resolve, 20))
}

async function started (args, isReady, env = {}) {
  const program = startProgram({ args, env, isReady })
  running.push(program)
  return await program.ready
}

async function run (script, args) {
  const child = spawn(fileURLToPath(new URL(script, import.meta.url)), args, { stdio: 'inherit' })
  return await new Promise((resolve, reject) => child.once('error', reject).once('close', code => resolve(code ?? 1)))
}

async function leave () {
  for (const { stop } of running) stop()
  await Promise.all(running.map(({ ended }) => ended))
  await rm(folder, { recursive: true, force: true })
}

function urlOf ({ host, port }) {
  return `http://${host}:${port}`
}

// None of those that the kernel hands out by itself, which somebody else may get in the meantime.
async function freePort () {
  for (;;) {
    const port = randomInt(11_000, 21_000)
    const server = createServer()
    const isFree = await new Promise(resolve => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)))
    await new Promise(resolve => server.close(resolve))
    if (isFree) return port
  }
}

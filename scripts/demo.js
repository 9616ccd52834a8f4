// Demonstrates the gate and leaves it running: `make demo`, on another port `make demo PORT=3100`. With --once it exits
// after the demonstration, with status 1 if a response was not the expected one.
import { rehearse } from './demo/rehearse.js'
import { startProgram } from './demo/start-program.js'

const once = process.argv.includes('--once')
const { HOST = '127.0.0.1', PORT = '3000', ADMIN_PORT = '0', PAGE_PORT = PORT === '0' ? '0' : String(Number(PORT) + 80) } = process.env
const running = []
let leaving = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => leave(0))
// Stops the programs however this process ends, also when its terminal closes.
process.on('exit', () => { for (const { stop } of running) stop() })
try {
  await show()
} catch (error) {
  if (!leaving) console.error(explain(error))
  leave(1)
}

async function show () {
  const origin = await start({
    args: ['examples/origin.js', '--port', '0'],
    isReady: line => /^origin listening on (.*)$/.exec(line)?.[1]
  })
  const { gate, admin } = await start({
    args: ['bin/streamgate.js', 'serve'],
    env: { HOST, PORT, ADMIN_PORT, UPSTREAM_URL: origin, LOG_LEVEL: 'info', CORS_ORIGINS: '*', TOKEN_TRANSPORTS: 'path,query' },
    isReady: line => {
      const { msg, public: own, admin } = line.startsWith('{') ? JSON.parse(line) : {}
      return msg === 'listening' ? { gate: urlOf(own), admin: urlOf(admin) } : undefined
    }
  })
  const page = await start({
    args: ['examples/serve-pages.js', '--gate', gate, '--admin', admin, '--port', PAGE_PORT, '--host', HOST],
    isReady: line => /^pages on (.*)$/.exec(line)?.[1]
  })
  console.log(`The gate listens on ${gate}, in front of a sample video. The limit is 3 streams per viewer.`)
  const succeeded = await rehearse(gate)
  if (once) return leave(succeeded ? 0 : 1)
  console.log(`\nYour turn. alice has no stream now; a new one expires 30 s after its last use.

  ${page}      four screens of alice, in a browser

  curl -i -H 'X-Stream-Session: alice' ${gate}/streams      # a token; refused the fourth time
  curl -i ${gate}/main.m3u8                                 # refused: no token
  curl -i -H 'X-Stream-Token: TOKEN' ${gate}/main.m3u8      # the video, with a token from above
  ffplay ${gate}/~TOKEN/main.m3u8                      # the same for players that cannot send headers

Ctrl-C ends the demo.`)
}

async function start (program) {
  const started = startProgram(program)
  running.push(started)
  const ready = await started.ready
  started.ended.then(() => {
    if (!leaving) console.error(`${program.args[0]} exited unexpectedly:\n${started.output()}`)
    leave(1)
  })
  return ready
}

function leave (status) {
  if (leaving) return
  leaving = true
  // This process exits after its children have.
  process.exitCode = status
  for (const { stop } of running) stop()
}

function urlOf ({ host, port }) {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function explain ({ message }) {
  const [, taken] = /EADDRINUSE.*:(\d+)/.exec(message) ?? []
  return message.includes('EADDRINUSE')
    ? `Port ${taken ?? PORT} is taken. Choose another one: make demo ${taken === PAGE_PORT ? 'PAGE_PORT=3180' : 'PORT=3100'}`
    : message
}

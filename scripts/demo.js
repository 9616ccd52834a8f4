// Shows what the gate does and then leaves it running: `make demo`, on another port `make demo PORT=3100`.
// With --once it ends after the show, with status 1 when an answer was not as it should be.
import { rehearse } from './demo/rehearse.js'
import { startProgram } from './demo/start-program.js'

const once = process.argv.includes('--once')
const { PORT = '3000', ADMIN_PORT = '0' } = process.env
const running = []
let leaving = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => leave(0))
// However this process ends, a closed terminal included, the programs end too.
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
  const gate = await start({
    args: ['bin/streamgate.js', 'serve'],
    env: { HOST: '127.0.0.1', PORT, ADMIN_PORT, UPSTREAM_URL: origin, LOG_LEVEL: 'info' },
    isReady: line => {
      const { msg, public: address } = line.startsWith('{') ? JSON.parse(line) : {}
      return msg === 'listening' ? `http://${address.host}:${address.port}` : undefined
    }
  })
  console.log(`The gate listens on ${gate}, a sample video is behind it, and a viewer has 3 streams.`)
  const asItShould = await rehearse(gate)
  if (once) return leave(asItShould ? 0 : 1)
  console.log(`\nYour turn, in another terminal. Alice has no stream now; each new one lives for 30 s after its last use.

  curl -i -H 'X-Stream-Session: alice' ${gate}/streams      # a token; the fourth time a refusal
  curl -i ${gate}/main.m3u8                                 # refused: no token
  curl -i -H 'X-Stream-Token: TOKEN' ${gate}/main.m3u8      # the video, with a token from above
  ffplay -headers $'X-Stream-Token: TOKEN\\r\\n' ${gate}/main.m3u8

Ctrl-C ends the demo.`)
}

async function start (program) {
  const started = startProgram(program)
  running.push(started)
  const ready = await started.ready
  started.ended.then(() => {
    if (!leaving) console.error(`${program.args[0]} ended by itself:\n${started.output()}`)
    leave(1)
  })
  return ready
}

function leave (status) {
  if (leaving) return
  leaving = true
  // This process ends by itself once its children have.
  process.exitCode = status
  for (const { stop } of running) stop()
}

function explain ({ message }) {
  return message.includes('EADDRINUSE')
    ? `Port ${PORT} is taken. Choose another one: make demo PORT=3100`
    : message
}

import { readFileSync, rmSync } from 'node:fs'
import t from 'tap'
import { installPacked } from './fixtures/install-packed.js'
import { startGate } from './fixtures/start-gate.js'
import { startOrigin } from './fixtures/start-origin.js'
import { startRedis } from './fixtures/start-redis.js'

// npm takes its time on a busy machine.
t.setTimeout(300_000)
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

t.test('the packed program works when installed in an empty folder', async t => {
  const app = installPacked(t, '.')

  await t.test('npx starts it', async t => {
    t.match(app.npx('streamgate', '--help'), /^Usage: streamgate \[command\] \[options\]\n/)
    t.same(app.node('node_modules/.bin/streamgate', '--version'), { status: 0, stdout: `${version}\n`, stderr: '' })
  })

  await t.test('it gates video with streams in Redis, and reports its version', async t => {
    const [origin, redis] = await Promise.all([startOrigin(), startRedis()])
    t.teardown(origin.stop)
    t.teardown(redis.stop)
    const gate = await startGate({ program: `${app.root}/node_modules/.bin/streamgate`, flags: ['--upstream', origin.ready, '--redis-url', redis.url] })
    t.teardown(gate.stop)
    const { url, adminUrl } = gate.ready

    t.equal((await fetch(`${url}/main.m3u8`)).status, 401)
    const granted = await fetch(`${url}/streams`, { headers: { 'X-Stream-Session': 'alice' } })
    const { token } = await granted.json() as { token: string }
    const video = await fetch(`${url}/main.m3u8`, { headers: { 'X-Stream-Token': token } })
    t.equal(video.status, 200)
    t.match(await video.text(), /^#EXTM3U/)
    t.match(await (await fetch(`${adminUrl}/metrics`)).text(), `streamgate_build_info{version="${version}"`)
  })

  await t.test('it reports a missing option, and exits', async t => {
    rmSync(`${app.root}/node_modules/streamgate/dist/store/lua`, { recursive: true })
    const { status, stderr } = app.node('node_modules/.bin/streamgate', 'serve', '--upstream', 'http://127.0.0.1:1', '--redis-url', 'redis://127.0.0.1:1', '--port', '0', '--admin-port', '0')
    t.equal(status, 1)
    t.match(stderr, /^streamgate: cannot start: ENOENT.*stream_acquire\.lua/)
  })

  await t.test('it exports no modules', async t => {
    t.match(app.run("await import('streamgate')"), { status: 1, stderr: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
    t.match(app.run("await import('streamgate/dist/app/build.js')"), { status: 1, stderr: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
    t.match(app.run("const { default: { name } } = await import('streamgate/package.json', { with: { type: 'json' } }); console.log(name)"), { status: 0, stdout: 'streamgate\n' })
  })
})

import { chmodSync, cpSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import t, { type Test } from 'tap'
import { leave } from '../fixtures/leave.js'
import { openBrowser } from '../fixtures/open-browser.js'
import { look } from '../fixtures/open-player-pages.js'
import { runProcess } from '../fixtures/run-process.js'
import { startChild } from '../fixtures/start-child.js'
import { until } from '../fixtures/until.js'

t.setTimeout(300_000)

const run = (...args: string[]) => runProcess(process.execPath, ['examples/start.js', ...args])

t.test('the curl example acquires, plays, renews, is refused and releases', async t => {
  const { status, stdout, stderr } = run('curl')
  t.equal(stderr, '')
  t.equal(status, 0)
  t.match(stdout, /token [0-9a-f-]{36}\n[^]*#EXTM3U[^]*23518 bytes of [^]*x-stream-renew-in: \d+[^]*"code":2[^]*\n401\n[^]*"code":3[^]*\n401\n/i)
})

t.test('the ffmpeg example decodes VOD and live without custom headers', async t => {
  const { status, stdout, stderr } = run('ffmpeg')
  t.equal(stderr, '')
  t.equal(status, 0)
  t.match(stdout, /mpv http:\S+\/~[0-9a-f-]{36}\/main\.m3u8\n[^]*time=00:00:0[45][^]*\/live\.m3u8\n[^]*time=00:00:0[45]/)
})

t.test('an unknown example prints the list of examples', async t => {
  for (const args of [[], ['what'], ['hls', 'pigeon']]) {
    const { status, stderr } = run(...args)
    t.equal(status, 2)
    t.match(stderr, /curl \| ffmpeg \| live \| nginx \| hls \| shaka \| dash \| video \[header \| path \| query \| cookie\]/)
  }
})

/** A copy of what the examples need, in a folder that nobody but its owner may enter. Returns it. */
function copyPrivately (t: Test): string {
  const folder = t.testdir({})
  for (const path of ['bin', 'client', 'dist', 'examples', 'package.json', 'scripts']) cpSync(path, `${folder}/${path}`, { recursive: true })
  symlinkSync(resolve('node_modules'), `${folder}/node_modules`)
  chmodSync(folder, 0o700)
  return folder
}

const browser = await openBrowser(t)

// Side by side: most of the time they wait.
t.jobs = 6
for (const name of ['live', 'nginx', 'hls', 'shaka', 'dash', 'video']) {
  t.test(`the ${name} example shows a page that plays`, { buffered: true }, async t => {
    // nginx drops privileges, where it has any.
    const root = name === 'nginx' ? copyPrivately(t) : '.'
    const example = await startChild({ args: [`${root}/examples/start.js`, name, 'query'], isReady: line => /^open (.*)$/.exec(line)?.[1] })
    t.teardown(example.stop)
    const page = await browser.newPage()
    await page.goto(example.ready)
    await until(async () => (await look(page)).seconds > 0.5 && (await look(page)).frames > 5, 100)
    t.equal((await look(page)).state, 'live')
    t.same(...await page.evaluate<[number[], number[]]>("['video', '.picture'].map(name => document.querySelector(name)).map(({ clientWidth, clientHeight }) => [clientWidth, clientHeight])"), 'the video fills its container')
    await leave(page)
  })
}

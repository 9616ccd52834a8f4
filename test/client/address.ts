import t from 'tap'
import { openStream, type Stream, type StreamOptions } from '../../client/src/index.js'
import { holdClock } from '../fixtures/hold-clock.js'
import { openGate } from '../fixtures/open-gate.js'
import { openPage } from '../fixtures/open-page.js'

const GATE = 'https://gate.example'
const OLD = '11111111-1111-4111-8111-111111111111'

const clock = holdClock()
const gate = await openGate(t, { clock, limit: 1000, transports: { path: true, query: 'stream_token', cookie: { name: 'stream_token' } } })

async function start (options: Partial<StreamOptions>): Promise<{ stream: Stream, token: string }> {
  const { stream } = await openPage(t, { url: gate.url, clock }, options)
  await stream.start()
  return { stream, token: stream.token ?? '' }
}

t.test('resolves paths against the gate and leaves URLs of other servers unchanged', async t => {
  const stream = openStream({ gate: `${GATE}/`, session: 'ann' })
  t.equal(stream.url('/live/main.m3u8?a=1'), `${GATE}/live/main.m3u8?a=1`)
  t.equal(stream.url('live/main.m3u8'), `${GATE}/live/main.m3u8`)
  t.equal(stream.url(`${GATE}/live/main.m3u8`), `${GATE}/live/main.m3u8`)
  t.equal(stream.url('https://elsewhere.example/live'), 'https://elsewhere.example/live')
  t.equal(stream.url('https://gate.example.elsewhere/live'), 'https://gate.example.elsewhere/live')
  t.equal(stream.url('blob:https://gate.example/1'), 'blob:https://gate.example/1')
})

t.test('accepts a gate URL with a path, and one relative to the page', t => {
  const below = openStream({ gate: `${GATE}/video/`, session: 'ann' })
  t.equal(below.url('/live/main.m3u8'), `${GATE}/video/live/main.m3u8`)
  t.equal(below.url(`${GATE}/other`), `${GATE}/other`)
  t.equal(openStream({ gate: '/video', session: 'ann' }, { baseUrl: 'https://www.example/watch?v=1' }).url('/a'), 'https://www.example/video/a')
  t.end()
})

t.test('the header transport sends the token only to the gate', async t => {
  const { stream, token } = await start({})
  t.same(stream.headers(), { 'X-Stream-Token': token })
  t.same(stream.headers(`${gate.url}/live/1.ts`), { 'X-Stream-Token': token })
  t.same(stream.headers('/live/1.ts'), { 'X-Stream-Token': token })
  t.same(stream.headers('https://elsewhere.example/1.ts'), {})
  t.same(stream.headers('https://127.0.0.1.elsewhere.example/1.ts'), {})
  t.same(stream.headers('https://['), {}, 'nor to a string that is not a URL')
  for (const url of ['/\\elsewhere.example/1.ts', '\\\\elsewhere.example/1.ts', ' https://elsewhere.example/1.ts', '\x01//elsewhere.example/1.ts', 'ht\ttps://elsewhere.example/1.ts', '/\n/elsewhere.example/1.ts']) {
    t.equal(new URL(url, gate.url).host, 'elsewhere.example')
    t.same(stream.headers(url), {}, JSON.stringify(url))
    t.equal(stream.url(url), url)
  }
  t.same(stream.headers(` ${gate.url}/live/1.ts`), { 'X-Stream-Token': token })
  t.same(stream.headers('/live//1.ts'), { 'X-Stream-Token': token })
  t.equal(stream.credentials, 'same-origin')
})

t.test('the path transport puts the token first in the path, exactly once', async t => {
  const { stream, token } = await start({ transport: 'path' })
  t.equal(stream.url('/live/main.m3u8'), `${gate.url}/~${token}/live/main.m3u8`)
  t.equal(stream.url(`${gate.url}/~${OLD}/live/main.m3u8`), `${gate.url}/~${token}/live/main.m3u8`)
  t.equal(stream.url('https://elsewhere.example/1.ts'), 'https://elsewhere.example/1.ts')
  t.same(stream.headers(), {})
  t.equal((await fetch(stream.url('/live/main.m3u8'))).status, 200)
})

t.test('the query transport leaves all other parameters unchanged', async t => {
  const { stream, token } = await start({ transport: 'query' })
  t.equal(stream.url('/a'), `${gate.url}/a?stream_token=${token}`)
  t.equal(stream.url('/a?b=%20+~&c#d?e'), `${gate.url}/a?b=%20+~&c&stream_token=${token}#d?e`)
  t.equal(stream.url(`${gate.url}/a?stream_token=${OLD}&b=1`), `${gate.url}/a?b=1&stream_token=${token}`)
  t.equal((await fetch(stream.url('/a'))).status, 200)
  const renamed = openStream({ gate: GATE, session: 'ann', transport: 'query', parameter: 'st' })
  t.equal(renamed.url('/a?st=1&stream_token=2'), `${GATE}/a?stream_token=2`, 'without a stream there is no token')
})

t.test('the cookie transport sets only the credentials mode', async t => {
  const { stream } = await start({ transport: 'cookie' })
  t.equal(stream.url('/a?b'), `${gate.url}/a?b`)
  t.same(stream.headers(), {})
  t.equal(stream.credentials, 'include')
})

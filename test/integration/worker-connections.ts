import t, { type Test } from 'tap'
import { connectRaw, type RawConnection } from '../fixtures/connect-raw.js'
import { runProcess } from '../fixtures/run-process.js'
import { startGate } from '../fixtures/start-gate.js'
import { startRedis } from '../fixtures/start-redis.js'
import { startVideoUpstream } from '../fixtures/start-video-upstream.js'
import { acquireToken } from '../fixtures/streams-client.js'
import { until } from '../fixtures/until.js'
import { countDescriptors, isGone, workersOf } from '../fixtures/workers-of.js'

t.setTimeout(300_000)

const redis = await startRedis()
t.teardown(redis.stop)
const video = await startVideoUpstream()
t.teardown(video.stop)

async function start (t: Test, ...more: string[]) {
  const gate = await startGate({ flags: ['--upstream', video.url, '--redis-url', redis.url, '--redis-command-timeout', '10', '--workers', '2', '--log-level', 'info', ...more] })
  t.teardown(gate.stop)
  const { url } = gate.ready
  const token = await acquireToken(url, t.name)
  const raws: RawConnection[] = []
  t.teardown(() => { for (const { socket } of raws) socket.destroy() })

  return {
    ...gate,
    token,
    /** Opens connections, asks for a segment on each, and leaves it at that. */
    ask: async (count: number): Promise<RawConnection[]> => {
      const opened = await Promise.all(Array.from({ length: count }, async () => await connectRaw(Number(new URL(url).port))))
      raws.push(...opened)
      await Promise.all(opened.map(async raw => { await raw.send(`GET /1000 HTTP/1.1\r\nHost: a\r\nX-Stream-Token: ${token}\r\nConnection: close\r\n\r\n`) }))
      return opened
    },
    workers: () => [...workersOf(gate).values()]
  }
}

async function areServed (t: Test, raws: readonly RawConnection[]): Promise<void> {
  for (const raw of raws) t.match(await raw.closed(), /^HTTP\/1.1 200 [^]*\r\n\r\nf{1000}$/)
}

t.test('a connection on its way to a worker that is killed goes to another one', async t => {
  const { ask, workers, pid } = await start(t)
  await areServed(t, await ask(4))
  const before = countDescriptors(pid)
  for (const worker of workers()) {
    process.kill(worker, 'SIGSTOP')
    const raws = await ask(20)
    await until(() => raws.filter(({ socket }) => socket.closed).length === 19)
    t.pass('one that hangs has one of them')
    process.kill(worker, 'SIGKILL')
    await areServed(t, raws)
    await until(() => workers().length === 2 && !workers().some(isGone))
    await until(() => countDescriptors(pid) === before)
  }
})

t.test('while there is no worker connections wait, and the port stays', async t => {
  const { ask, workers, pid } = await start(t)
  await areServed(t, await ask(4))
  const before = countDescriptors(pid)
  const dead = workers()
  for (const worker of dead) process.kill(worker, 'SIGSTOP')
  const raws = await ask(40)
  for (const worker of dead) process.kill(worker, 'SIGKILL')
  await until(() => dead.every(isGone))
  raws.push(...await ask(20))
  await areServed(t, raws)
  await areServed(t, await ask(4))
  await until(() => !workers().some(worker => dead.includes(worker)))
  await until(() => countDescriptors(pid) === before)
})

t.test('who gave up meanwhile is nobody to wait for', async t => {
  const { ask, workers, pid } = await start(t)
  const before = countDescriptors(pid)
  const dead = workers()
  for (const worker of dead) process.kill(worker, 'SIGSTOP')
  for (const { socket } of await ask(10)) socket.destroy()
  for (const { socket } of await ask(10)) socket.resetAndDestroy()
  for (const worker of dead) process.kill(worker, 'SIGKILL')
  await areServed(t, await ask(10))
  await until(() => countDescriptors(pid) === before)
})

t.test('a connection that a worker has no descriptor for goes to another one', async t => {
  const { ask, workers, pid, lines } = await start(t)
  await areServed(t, await ask(4))
  const before = countDescriptors(pid)
  const full = workers()[0] as number
  t.match(runProcess('prlimit', ['--pid', String(full), `--nofile=${countDescriptors(full)}:`]), { status: 0 })
  for (let i = 0; i < 3; i++) await areServed(t, await ask(10))
  t.notOk(lines.some(line => line.includes('workerLost')))
  t.match(runProcess('prlimit', ['--pid', String(full), '--nofile=1024:']), { status: 0 })
  await areServed(t, await ask(10))
  await until(() => countDescriptors(pid) === before)
})

t.test('who has asked when it is told to stop is answered', async t => {
  const gate = await start(t)
  const raws = await gate.ask(60)
  gate.signal('SIGTERM')
  await areServed(t, raws)
  t.equal(await gate.ended, 0)
  t.match(gate.lines.at(-1), /"event":"stopped","aborted":0/)
})

t.test('what waits for a worker when it is told to stop is cut', async t => {
  const gate = await start(t, '--drain-grace', '0')
  for (const worker of gate.workers()) process.kill(worker, 'SIGSTOP')
  const raws = await gate.ask(6)
  gate.signal('SIGTERM')
  t.equal(await gate.ended, 0)
  for (const raw of raws) t.equal(await raw.closed(), '')
  t.match(gate.lines.at(-1), /"event":"stopped","aborted":6/)
})

t.test('the upstream hears where clients are, over IPv4 and IPv6', async t => {
  const { ready, token } = await start(t, '--host', '::')
  const { port } = new URL(ready.url)
  for (const [host, client] of [['127.0.0.1', '127.0.0.1'], ['[::1]', '::1']]) {
    for (let i = 0; i < 4; i++) {
      const response = await fetch(`http://${host}:${port}/10`, { headers: { 'X-Stream-Token': token, Connection: 'close' } })
      t.equal(await response.text(), 'f'.repeat(10))
      t.equal(video.requests.at(-1)?.headers['x-forwarded-for'], client)
    }
  }
})

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { runProcess } from '../fixtures/run-process.js'
import { startChild } from '../fixtures/start-child.js'

const runDemo = (port: string) => runProcess(process.execPath, ['scripts/demo.js', '--once'], {
  env: { PATH: process.env['PATH'], PORT: port }
})

t.test('the demo shows three streams, a refused fourth and a segment, and exits with 0', async t => {
  const { status, stdout, stderr } = runDemo('0')
  t.equal(stderr, '')
  t.equal(status, 0)
  const answers = stdout.split('\n').map(line => /^ {4}(\d{3} ?.*)$/.exec(line)?.[1]).filter(line => line !== undefined)
  t.match(answers, [
    /^200 \{"session":"alice","token":"[0-9a-f-]{36}"\}$/,
    /^200 \{"session":"alice","token":"[0-9a-f-]{36}"\}$/,
    /^200 \{"session":"alice","token":"[0-9a-f-]{36}"\}$/,
    /^401 \{"errors":\[\{"code":2,/,
    /^200 23518 bytes of video\/iso\.segment$/,
    /^401 \{"errors":\[\{"code":4,/,
    /^204$/,
    /^204$/,
    /^204$/
  ])
  t.equal(answers.length, 9)
})

t.test('without --once the gate keeps running without streams until it is stopped', async t => {
  const demo = await startChild({
    args: ['scripts/demo.js'],
    env: { PORT: '0' },
    isReady: line => line === 'Ctrl-C ends the demo.' ? true : undefined
  })
  const gate = /http:\/\/[0-9.:]+/.exec(demo.lines.join('\n'))?.[0] ?? ''
  const granted = await fetch(`${gate}/streams`, { headers: { 'X-Stream-Session': 'alice' } })
  t.equal(granted.status, 200)
  t.equal(granted.headers.get('x-stream-active'), '1')
  demo.signal('SIGINT')
  t.equal(await demo.ended, 0)
  await t.rejects(fetch(gate), 'nothing listens any more')
})

t.test('a port in use is reported, with how to choose another', async t => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as AddressInfo
  const { status, stderr } = runDemo(String(port))
  t.equal(status, 1)
  t.equal(stderr, `Port ${port} is taken. Choose another one: make demo PORT=3100\n`)
})

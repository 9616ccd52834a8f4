import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { detectWriteStall } from '../../../src/http/listener/detect-write-stall.js'
import { until } from '../../fixtures/until.js'

const PIECE = Buffer.alloc(1 << 20)

/** The two ends of a connection; the client reads nothing until it is resumed. */
async function connected (t: Test): Promise<{ ours: Socket, client: Socket }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
  const [ours] = await once(server, 'connection') as [Socket]
  for (const socket of [ours, client]) socket.on('error', () => {})
  t.teardown(() => {
    ours.destroy()
    client.destroy()
    server.close()
  })
  return { ours, client }
}

/** Writes more than the kernel buffers for a client that does not read, and waits until its buffer is full. */
async function fill (socket: Socket): Promise<void> {
  for (let i = 0; i < 32; i++) socket.write(PIECE)
  let before = -1
  await until(() => {
    const left = socket.writableLength
    const still = left === before
    before = left
    return still
  }, 100)
}

t.test('a client that reads nothing has stalled after the timeout', async t => {
  const { ours } = await connected(t)
  await fill(ours)
  const stalled = detectWriteStall({ stallTimeoutMs: 1000, unacknowledged: () => undefined })
  t.notOk(stalled(ours, 5000), 'the first call only records the state')
  t.notOk(stalled(ours, 5999))
  t.ok(stalled(ours, 6000))
})

t.test('any progress restarts the timeout', async t => {
  const { ours, client } = await connected(t)
  await fill(ours)
  const stalled = detectWriteStall({ stallTimeoutMs: 1000, unacknowledged: () => undefined })
  t.notOk(stalled(ours, 0))
  const waiting = ours.writableLength
  client.resume()
  await until(() => ours.writableLength < waiting)
  client.pause()
  await fill(ours)
  t.notOk(stalled(ours, 1000))
  t.notOk(stalled(ours, 1999))
  t.ok(stalled(ours, 2000))
})

t.test('a connection with nothing to write never stalls', async t => {
  const { ours } = await connected(t)
  const stalled = detectWriteStall({ stallTimeoutMs: 1000, unacknowledged: () => 0 })
  await new Promise(resolve => ours.write('small', resolve))
  for (const nowMs of [0, 1000, 1_000_000]) t.notOk(stalled(ours, nowMs))
})

t.test('acknowledgements are progress, also while the kernel accepts no more bytes', async t => {
  const { ours } = await connected(t)
  await fill(ours)
  let pending: number | undefined = 1000
  const stalled = detectWriteStall({ stallTimeoutMs: 1000, unacknowledged: () => pending })
  t.notOk(stalled(ours, 0))
  t.notOk(stalled(ours, 900))
  pending = 900
  t.notOk(stalled(ours, 1800), 'it made progress between the calls')
  t.notOk(stalled(ours, 2700))
  pending = undefined
  t.ok(stalled(ours, 2800), 'an unknown queue is not evidence')
})

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import t from 'tap'
import { unacknowledgedBytes } from '../../../src/http/listener/unacknowledged-bytes.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { systemClock } from '../../fixtures/system-clock.js'
import { until } from '../../fixtures/until.js'

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const line = (local: string, remote: string, state: string, queue: string): string => `   0: ${local} ${remote} ${state} ${queue}:00000000 00:00000000 00000000     0        0 12345 1\n`
/** The properties of a connection that unacknowledgedBytes reads. */
const socket = (localPort: number, remoteAddress: string, remotePort: number): Socket => ({ localPort, remoteAddress, remotePort }) as Socket

const TABLE = HEADER +
  line('0100007F:1F90', '0100007F:C350', '01', '0001C000') +
  line('0100007F:1F91', '0100007F:C350', '06', '00000005') +
  HEADER +
  line('0000000000000000FFFF00000100007F:1F90', '0000000000000000FFFF00000200007F:C351', '01', '00000010') +
  line('00000000000000000000000001000000:1F90', 'B80D0120000000000000000001000000:C352', '01', '00000020')

t.test('reads the send queue for every kind of address', t => {
  const queued = unacknowledgedBytes({ clock: holdClock(), read: () => TABLE })
  t.equal(queued(socket(8080, '127.0.0.1', 50000)), 0x1c000)
  t.equal(queued(socket(8080, '::ffff:127.0.0.1', 50000)), 0x1c000, 'IPv4 of a dual-stack listener')
  t.equal(queued(socket(8080, '127.0.0.2', 50001)), 0x10, 'IPv4-mapped in the table')
  t.equal(queued(socket(8080, '2001:db8::1', 50002)), 0x20)
  t.equal(queued(socket(8081, '127.0.0.1', 50000)), undefined, 'not established')
  t.equal(queued(socket(8080, '127.0.0.1', 50009)), undefined, 'not in the table')
  t.equal(queued({} as Socket), undefined, 'closed')
  t.end()
})

t.test('one read of the table serves all queries for a while', t => {
  const clock = holdClock()
  let reads = 0
  const queued = unacknowledgedBytes({ clock, read: () => { reads++; return TABLE } })
  for (let i = 0; i < 100; i++) queued(socket(8080, '127.0.0.1', 50000))
  t.equal(reads, 1)
  clock.advance(199)
  queued(socket(8080, '127.0.0.1', 50000))
  t.equal(reads, 1)
  clock.advance(1)
  queued(socket(8080, '127.0.0.1', 50000))
  t.equal(reads, 2)
  t.end()
})

t.test('a table that is slow to read is read rarely', t => {
  const clock = holdClock()
  let reads = 0
  const queued = unacknowledgedBytes({ clock, read: () => { reads++; clock.advance(100); return TABLE } })
  queued(socket(8080, '127.0.0.1', 50000))
  clock.advance(899)
  queued(socket(8080, '127.0.0.1', 50000))
  t.equal(reads, 1)
  clock.advance(1)
  queued(socket(8080, '127.0.0.1', 50000))
  t.equal(reads, 2)
  t.end()
})

t.test('without a table the result is undefined', t => {
  t.equal(unacknowledgedBytes({ clock: holdClock(), read: () => undefined })(socket(8080, '127.0.0.1', 50000)), undefined)
  t.end()
})

t.test('a client that stops reading fills its send queue, and drains it by reading again', { skip: process.platform !== 'linux' && 'Linux only' }, async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
  const [ours] = await once(server, 'connection') as [Socket]
  t.teardown(() => {
    ours.destroy()
    client.destroy()
    server.close()
  })
  const queued = unacknowledgedBytes({ clock: systemClock })
  ours.write(Buffer.alloc(32 << 20))
  const full = await until(() => queued(ours))
  t.ok(full > 0)
  client.resume()
  await until(() => queued(ours) === 0)
})

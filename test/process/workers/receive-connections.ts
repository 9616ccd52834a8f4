import { Socket } from 'node:net'
import t from 'tap'
import { receiveConnections } from '../../../src/process/workers/receive-connections.js'
import type { FromWorker, ToWorker } from '../../../src/process/workers/worker-messages.js'

t.test('a worker confirms a connection before it reads from it', async t => {
  const events: unknown[] = []
  const listeners: Array<(message: ToWorker, handle: unknown) => void> = []
  const at = { host: '::', port: 8080 }
  const connectionSource = receiveConnections({ at, send: (message: FromWorker) => { events.push(message) }, onMessage: listener => { listeners.push(listener) } })
  t.same(await connectionSource(socket => { events.push(socket) }), at)
  const deliver = (message: ToWorker, handle?: Socket): void => { for (const listener of listeners) listener(message, handle) }
  const socket = new Socket()
  deliver({ type: 'connection', id: 7 }, socket)
  t.same(events[0], { type: 'received', id: 7 })
  t.equal(events[1], socket)
  deliver({ type: 'drain' })
  deliver({ type: 'connection', id: 8 })
  t.same(events.slice(2), [{ type: 'received', id: 8 }], 'a connection that was closed in transit is confirmed, too')
})

import { Socket } from 'node:net'
import t from 'tap'
import type { FromWorker, ToWorker } from '../../../src/process/workers/messages.js'
import { takeFromPrimary } from '../../../src/process/workers/take-from-primary.js'

t.test('a worker says that it has a connection before it looks at it', async t => {
  const happened: unknown[] = []
  const listeners: Array<(message: ToWorker, handle: unknown) => void> = []
  const at = { host: '::', port: 8080 }
  const connectionSource = takeFromPrimary({ at, send: (message: FromWorker) => { happened.push(message) }, onMessage: listener => { listeners.push(listener) } })
  t.same(await connectionSource(socket => { happened.push(socket) }), at)
  const say = (message: ToWorker, handle?: Socket): void => { for (const listener of listeners) listener(message, handle) }
  const socket = new Socket()
  say({ type: 'take', id: 7 }, socket)
  t.same(happened[0], { type: 'taken', id: 7 })
  t.equal(happened[1], socket)
  say({ type: 'drain' })
  say({ type: 'take', id: 8 })
  t.same(happened.slice(2), [{ type: 'taken', id: 8 }], 'a connection that has gone meanwhile is done with')
})

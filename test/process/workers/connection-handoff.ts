import { Socket } from 'node:net'
import t from 'tap'
import { ConnectionHandoff } from '../../../src/process/workers/connection-handoff.js'

/** Connections are numbered from 1. */
function open (waitingMax?: number) {
  let dropped = 0
  const handoff = new ConnectionHandoff({ ...(waitingMax !== undefined && { waitingMax }), dropped: () => { dropped++ } })
  const sockets: Socket[] = []
  return {
    handoff,
    dropped: () => dropped,
    closed: () => sockets.flatMap((socket, index) => socket.destroyed ? [index + 1] : []),
    connect: (count = 1) => {
      for (let i = 0; i < count; i++) {
        const socket = new Socket()
        sockets.push(socket)
        handoff.add(socket)
      }
    },
    join: () => {
      const sent: number[] = []
      const ids: number[] = []
      const recipient = handoff.join((id, socket) => {
        sent.push(sockets.indexOf(socket) + 1)
        ids.push(id)
      })
      return { ...recipient, sent, receive: () => { recipient.received(ids.at(-1) as number) } }
    }
  }
}

t.test('connections are handed to idle recipients in turn, one each', async t => {
  const { connect, join } = open()
  const [first, second] = [join(), join()]
  connect(2)
  t.same([first.sent, second.sent], [[1], [2]])
  second.receive()
  first.receive()
  connect(2)
  t.same([first.sent, second.sent], [[1, 4], [2, 3]], 'the one that has been idle longest is first')
  connect(3)
  t.same([first.sent, second.sent], [[1, 4], [2, 3]], 'none gets a second one')
  first.receive()
  first.receive()
  t.same([first.sent, second.sent], [[1, 4, 5, 6], [2, 3]])
})

t.test('a connection stays open here until it is received', async t => {
  const { connect, join, closed } = open()
  const first = join()
  connect(2)
  t.same(closed(), [])
  first.receive()
  t.same(closed(), [1])
})

t.test('connections in transit to a recipient that exited go to others, ahead of those that wait', async t => {
  const { connect, join, closed } = open()
  const [first, second] = [join(), join()]
  connect(4)
  first.exited()
  t.same(second.sent, [2])
  second.receive()
  second.receive()
  second.receive()
  t.same(second.sent, [2, 1, 3, 4])
  t.same(closed(), [1, 2, 3])
  second.receive()
  second.exited()
  connect()
  t.same([first.sent, second.sent], [[1], [2, 1, 3, 4]], 'one that has exited gets none')
})

t.test('without a recipient connections wait', async t => {
  const { connect, join, closed } = open()
  connect(2)
  const first = join()
  first.receive()
  t.same(first.sent, [1, 2])
  first.exited()
  const second = join()
  t.same(second.sent, [2])
  t.same(closed(), [1])
})

t.test('a connection that did not arrive by the response to a later request goes to another recipient', async t => {
  const { connect, join, closed } = open()
  const [first, second] = [join(), join()]
  const respondedBefore = first.requestSent()
  connect()
  const responded = first.requestSent()
  respondedBefore()
  t.same(second.sent, [], 'the request was sent before the connection, which may still arrive')
  responded()
  t.same([first.sent, second.sent], [[1], [1]])
  second.receive()
  t.same(closed(), [1])
  connect(2)
  t.same([first.sent, second.sent], [[1, 2], [1, 3]], 'the first recipient gets connections again')
})

t.test('beyond the limit the connections that have waited longest are dropped', async t => {
  const { connect, join, closed, dropped } = open(2)
  const first = join()
  connect(5)
  t.same([closed(), dropped()], [[2, 3], 2])
  first.receive()
  t.same(first.sent, [1, 4])
})

t.test('at the end all recipients get the waiting connections, busy or not', async t => {
  const { connect, join, closed, handoff } = open()
  const [first, exited, second] = [join(), join(), join()]
  exited.exited()
  connect(6)
  handoff.finish()
  t.same([first.sent, exited.sent, second.sent], [[1, 3, 5], [], [2, 4, 6]])
  t.same([closed(), handoff.aborted], [[], 0])
})

t.test('at the end connections without a recipient are aborted', async t => {
  const { connect, closed, handoff } = open()
  connect(2)
  handoff.finish()
  t.same([closed(), handoff.aborted], [[1, 2], 2])
  const { connect: connectLater, join: joinLater, closed: closedLater, handoff: other } = open()
  const first = joinLater()
  connectLater(3)
  other.finish()
  first.exited()
  t.same([closedLater(), other.aborted], [[1, 2, 3], 3])
})

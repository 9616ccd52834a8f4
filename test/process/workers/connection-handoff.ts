import { Socket } from 'node:net'
import t from 'tap'
import { ConnectionHandoff } from '../../../src/process/workers/connection-handoff.js'

/** Connections have numbers, from 1 on. */
function open (waitingMax?: number) {
  let letGo = 0
  const handOff = new ConnectionHandoff({ ...(waitingMax !== undefined && { waitingMax }), letGo: () => { letGo++ } })
  const sockets: Socket[] = []
  return {
    handOff,
    letGo: () => letGo,
    closed: () => sockets.flatMap((socket, index) => socket.destroyed ? [index + 1] : []),
    connect: (count = 1) => {
      for (let i = 0; i < count; i++) {
        const socket = new Socket()
        sockets.push(socket)
        handOff.add(socket)
      }
    },
    join: () => {
      const given: number[] = []
      const ids: number[] = []
      const recipient = handOff.join((id, socket) => {
        given.push(sockets.indexOf(socket) + 1)
        ids.push(id)
      })
      return { ...recipient, given, take: () => { recipient.taken(ids.at(-1) as number) } }
    }
  }
}

t.test('connections go to those who are free, one each, in turn', async t => {
  const { connect, join } = open()
  const [ann, bob] = [join(), join()]
  connect(2)
  t.same([ann.given, bob.given], [[1], [2]])
  bob.take()
  ann.take()
  connect(2)
  t.same([ann.given, bob.given], [[1, 4], [2, 3]], 'who has been free for longest comes first')
  connect(3)
  t.same([ann.given, bob.given], [[1, 4], [2, 3]], 'nobody is given a second one')
  ann.take()
  ann.take()
  t.same([ann.given, bob.given], [[1, 4, 5, 6], [2, 3]])
})

t.test('a connection stays open here until it was taken', async t => {
  const { connect, join, closed } = open()
  const ann = join()
  connect(2)
  t.same(closed(), [])
  ann.take()
  t.same(closed(), [1])
})

t.test('what one who has gone had not taken goes to others, before all that wait', async t => {
  const { connect, join, closed } = open()
  const [ann, bob] = [join(), join()]
  connect(4)
  ann.gone()
  t.same(bob.given, [2])
  bob.take()
  bob.take()
  bob.take()
  t.same(bob.given, [2, 1, 3, 4])
  t.same(closed(), [1, 2, 3])
  bob.take()
  bob.gone()
  connect()
  t.same([ann.given, bob.given], [[1], [2, 1, 3, 4]], 'nobody who has gone is given anything')
})

t.test('with nobody there connections wait', async t => {
  const { connect, join, closed } = open()
  connect(2)
  const ann = join()
  ann.take()
  t.same(ann.given, [1, 2])
  ann.gone()
  const bob = join()
  t.same(bob.given, [2])
  t.same(closed(), [1])
})

t.test('what did not reach one who answers goes to others', async t => {
  const { connect, join, closed } = open()
  const [ann, bob] = [join(), join()]
  const answeredBefore = ann.asked()
  connect()
  const answered = ann.asked()
  answeredBefore()
  t.same(bob.given, [], 'it was asked before, and may be about to take it')
  answered()
  t.same([ann.given, bob.given], [[1], [1]])
  bob.take()
  t.same(closed(), [1])
  connect(2)
  t.same([ann.given, bob.given], [[1, 2], [1, 3]], 'it may be able to take the next')
})

t.test('beyond as many as may wait, those that have waited longest are let go', async t => {
  const { connect, join, closed, letGo } = open(2)
  const ann = join()
  connect(5)
  t.same([closed(), letGo()], [[2, 3], 2])
  ann.take()
  t.same(ann.given, [1, 4])
})

t.test('at the end those who are there get all that waits, whether they are free or not', async t => {
  const { connect, join, closed, handOff } = open()
  const [ann, gone, bob] = [join(), join(), join()]
  gone.gone()
  connect(6)
  handOff.finish()
  t.same([ann.given, gone.given, bob.given], [[1, 3, 5], [], [2, 4, 6]])
  t.same([closed(), handOff.cut], [[], 0])
})

t.test('at the end what nobody takes any more is cut', async t => {
  const { connect, closed, handOff } = open()
  connect(2)
  handOff.finish()
  t.same([closed(), handOff.cut], [[1, 2], 2])
  const { connect: connectLater, join: joinLater, closed: closedLater, handOff: other } = open()
  const ann = joinLater()
  connectLater(3)
  other.finish()
  ann.gone()
  t.same([closedLater(), other.cut], [[1, 2, 3], 3])
})

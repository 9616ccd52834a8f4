import t from 'tap'
import { openMeters } from '../../src/telemetry/meters.js'
import { observeConnections } from '../../src/telemetry/observe-connections.js'
import { gatherEvents } from '../fixtures/gather-events.js'

t.test('connections are counted while they are open, and those turned away and cut by how and why', async t => {
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  const observe = observeConnections({ meters, events })
  observe.opened()
  observe.opened()
  observe.closed()
  observe.turnedAway('answered')
  observe.turnedAway('made_room')
  observe.cut('stalled')
  t.equal(meters.connections, 1)
  t.same(meters.connections_refused_total, { made_room: 1, answered: 1, dropped: 0 })
  t.same(meters.clients_cut_total, { stalled: 1, body_paused: 0 })
  t.same(gathered, [
    ['connectionRefused', { how: 'answered' }],
    ['connectionRefused', { how: 'made_room' }],
    ['clientCut', { why: 'stalled' }]
  ])
})

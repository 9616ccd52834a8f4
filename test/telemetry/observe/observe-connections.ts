import t from 'tap'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeConnections } from '../../../src/telemetry/observe/observe-connections.js'
import { gatherEvents } from '../../fixtures/gather-events.js'

t.test('open connections are a gauge; refused and aborted ones are counted by reason', async t => {
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  const observe = observeConnections({ meters, events })
  observe.opened()
  observe.opened()
  observe.closed()
  observe.refused('rejected')
  observe.refused('evicted')
  observe.aborted('stalled')
  t.equal(meters.connections, 1)
  t.same(meters.connections_refused_total, { evicted: 1, rejected: 1, dropped: 0 })
  t.same(meters.clients_aborted_total, { stalled: 1, body_paused: 0 })
  t.same(gathered, [
    ['connectionRefused', { how: 'rejected' }],
    ['connectionRefused', { how: 'evicted' }],
    ['clientAborted', { why: 'stalled' }]
  ])
})

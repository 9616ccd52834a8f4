import t from 'tap'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observeAborts } from '../../../src/telemetry/observe/observe-aborts.js'
import { gatherEvents } from '../../fixtures/gather-events.js'
import { verifiedStream } from '../../fixtures/verified-stream.js'

t.test('each abort is counted and logged by its reason', async t => {
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  const { aborted } = observeAborts({ meters, events })
  const known = verifiedStream({ token: 'token', viewer: 'ann' })
  aborted('released', known)
  aborted('stopped', known)
  aborted('expired', known)
  aborted('expired', known)
  t.same(meters.exchanges_aborted_total, { released: 1, stopped: 1, expired: 2 })
  t.same(gathered[0], ['exchangeAborted', { token: 'token', viewer: 'ann', reason: 'released' }])
})

import t from 'tap'
import type { KnownStream } from '../../../src/domain/memory/known-stream.js'
import { openMeters } from '../../../src/telemetry/metrics/meters.js'
import { observePlayback } from '../../../src/telemetry/observe/observe-playback.js'
import { gatherEvents } from '../../fixtures/gather-events.js'

const stream = (token: string): KnownStream => ({ token, viewer: 'ann' }) as KnownStream

t.test('a playback is reported once, and again when it changes', async t => {
  const meters = openMeters()
  const { events, gathered } = gatherEvents()
  const observe = observePlayback({ meters, events })
  const [one, other] = [stream('one'), stream('other')]
  for (const sid of ['a', 'a', 'b', 'b', 'a']) observe(one, { sid, cid: 'film' })
  observe(other, { sid: 'a', cid: undefined })
  t.same(meters.cmcd_playbacks_total, { first: 2, another: 2 })
  t.same(gathered.map(([name, fields]) => [name, (fields as { sid: string }).sid]), [['playbackReported', 'a'], ['playbackReported', 'b'], ['playbackReported', 'a'], ['playbackReported', 'a']])
  t.same(gathered[0], ['playbackReported', { token: 'one', viewer: 'ann', sid: 'a', cid: 'film' }])
})

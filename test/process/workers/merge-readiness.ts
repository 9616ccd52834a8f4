import t from 'tap'
import { mergeReadiness } from '../../../src/process/workers/merge-readiness.js'

const OK = { ready: true, parts: { gate: 'ok', store: 'ok' } }
const NOT_READY = { ready: false, parts: { gate: 'ok', store: 'redis did not answer' } }

t.test('ready while at least one worker is, with the number of ready workers', async t => {
  t.same(mergeReadiness([OK, OK], 2), { ready: true, parts: { gate: 'ok', store: 'ok', workers: 'ok' } })
  t.same(mergeReadiness([OK, NOT_READY], 2), { ready: true, parts: { gate: 'ok', store: 'redis did not answer', workers: '1 of 2 are ready' } })
  t.same(mergeReadiness([NOT_READY, OK, OK], 4), { ready: true, parts: { gate: 'ok', store: 'redis did not answer', workers: '2 of 4 are ready' } })
  t.same(mergeReadiness([NOT_READY], 1), { ready: false, parts: { gate: 'ok', store: 'redis did not answer', workers: '0 of 1 are ready' } })
  t.same(mergeReadiness([], 2), { ready: false, parts: { workers: '0 of 2 are ready' } })
})

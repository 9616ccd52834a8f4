import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { EVENTS, type EventFields } from '../../../src/telemetry/log/events-table.js'
import { openEvents } from '../../../src/telemetry/log/open-events.js'
import { publicId } from '../../../src/telemetry/log/public-id.js'
import { holdClock } from '../../fixtures/hold-clock.js'
import { keepLog } from '../../fixtures/keep-log.js'

const TOKEN = '0a1b2c3d-1111-4222-8333-444455556666'
const SESSION = 'session-of-ann'
const tokenKey = 'key'
const at = { host: '127.0.0.1', port: 8080 }
const leaking = new Fault('STORE_REFUSED', `no stream ${TOKEN}`, { cause: new Error(`Authorization: ${SESSION}`) })

/** Every event, with a secret in every field that could contain one. */
const EVERY = {
  listening: { public: at, admin: at, store: 'memory', version: '1.2.3' },
  keptInMemory: {},
  workerStarted: { worker: 1, pid: 123 },
  workerLost: { worker: 1, how: 'SIGKILL' },
  workerUnresponsive: { worker: 1 },
  failOpenEnabled: {},
  stopped: { aborted: 2 },
  storeLost: { error: leaking },
  storeBack: { unavailableMs: 10 },
  failingOpen: { failingOpenMs: 10 },
  limitEnforced: { failingOpenMs: 10 },
  streamAcquired: { token: TOKEN, viewer: SESSION, active: 1, resumed: false },
  streamReleased: { token: TOKEN, viewer: SESSION },
  streamStopped: { token: TOKEN, viewer: SESSION },
  streamRefused: { viewer: SESSION, reason: 'limit-reached' },
  playbackReported: { token: TOKEN, viewer: SESSION, sid: 's', cid: 'c' },
  exchangeAborted: { token: TOKEN, viewer: SESSION, reason: 'released' },
  connectionRefused: { how: 'rejected' },
  clientAborted: { why: 'stalled' },
  upstreamFailed: { error: leaking, requestId: 'r1', outcome: 'no response' },
  upstreamEjected: { upstream: 'http://video', error: leaking },
  upstreamReadmitted: { upstream: 'http://video', ejectedMs: 10 },
  fault: { error: leaking },
  linesSuppressed: { of: 'fault', lines: 3 }
} satisfies { [Name in keyof EventFields]: EventFields[Name] }

function opened (level?: Parameters<typeof keepLog>[0]) {
  const clock = holdClock()
  const kept = keepLog(level)
  return { clock, ...kept, events: openEvents({ log: kept.log, clock, tokenKey }) }
}

t.test('every event is one line with its name', async t => {
  const { events, lines } = opened()
  for (const [name, fields] of Object.entries(EVERY)) (events[name as keyof typeof events] as (fields: object) => void)(fields)
  t.same(lines().map(({ event }) => event), Object.keys(EVENTS))
  for (const { event, level, msg } of lines()) t.match({ level, message: msg }, { level: EVENTS[event as keyof typeof EVENTS].level, message: EVENTS[event as keyof typeof EVENTS].message })
})

t.test('no event logs a token or a session', async t => {
  const { events, text } = opened()
  for (const [name, fields] of Object.entries(EVERY)) (events[name as keyof typeof events] as (fields: object) => void)(fields)
  t.notMatch(text(), SESSION)
  t.notMatch(text(), TOKEN.slice(9))
})

t.test('streams and viewers are logged by their public ids', async t => {
  const { events, lines } = opened()
  events.streamAcquired(EVERY.streamAcquired)
  t.match(lines(), [{ streamId: publicId(tokenKey)(TOKEN), viewer: publicId(tokenKey)(SESSION), active: 1, resumed: false }])
})

t.test('an error is logged with its code', async t => {
  const { events, lines } = opened()
  events.fault({ error: new Fault('STORE_UNREACHABLE', 'no connection') })
  t.match(lines(), [{ level: 'error', event: 'fault', err: { code: 'STORE_UNREACHABLE', message: 'no connection' } }])
})

t.test('repeated events are rate-limited, and suppressed lines are reported at the same level', async t => {
  const { events, lines, clock } = opened('error')
  for (let i = 0; i < 100; i++) events.fault(EVERY.fault)
  t.equal(lines().length, EVENTS.fault.perSecond)
  clock.advance(1000)
  t.match(lines().at(-1), { level: 'error', event: 'linesSuppressed', of: 'fault', lines: 100 - EVENTS.fault.perSecond })
})

t.test('events below the level are neither written nor counted nor reported', async t => {
  const { events, text, clock } = opened('warn')
  for (let i = 0; i < 100; i++) events.streamRefused(EVERY.streamRefused)
  clock.advance(1000)
  t.equal(text(), '')
})

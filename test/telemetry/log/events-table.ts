import t from 'tap'
import { EVENTS, type EventRow } from '../../../src/telemetry/log/events-table.js'
import { findUnknownNames } from '../../fixtures/find-unknown-names.js'

const rows = Object.entries<EventRow>(EVENTS)

t.test('events above debug that traffic can repeat are rate-limited', async t => {
  const once = ['listening', 'keptInMemory', 'failOpenEnabled', 'stopped', 'linesSuppressed']
  // These limit their own rate.
  const paced = ['workerStarted', 'workerLost', 'workerUnresponsive', 'failingOpen', 'limitEnforced']
  for (const [name, { level, perSecond }] of rows) {
    t.equal(perSecond === undefined, level === 'debug' || [...once, ...paced].includes(name), name)
  }
})

t.test('each event has a distinct message', async t => {
  t.equal(new Set(rows.map(([, { message }]) => message)).size, rows.length)
})

t.test('messages mention only flags, variables and metrics that exist', async t => {
  for (const [name, { message }] of rows) t.same(findUnknownNames(message), [], name)
})

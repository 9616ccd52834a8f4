import t from 'tap'
import { EVENTS, type EventRow } from '../../../src/telemetry/log/events-table.js'

const rows = Object.entries<EventRow>(EVENTS)

t.test('what traffic can repeat above debug is bounded', async t => {
  const once = ['listening', 'keptInMemory', 'failOpenEnabled', 'stopped', 'linesSuppressed']
  // What keeps its own time.
  const paced = ['workerStarted', 'workerLost', 'workerUnresponsive', 'failingOpen', 'limitEnforced']
  for (const [name, { level, perSecond }] of rows) {
    t.equal(perSecond === undefined, level === 'debug' || [...once, ...paced].includes(name), name)
  }
})

t.test('each event has a message of its own', async t => {
  t.equal(new Set(rows.map(([, { message }]) => message)).size, rows.length)
})

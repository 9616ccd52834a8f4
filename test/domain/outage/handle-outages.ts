import { randomBytes } from 'node:crypto'
import t from 'tap'
import { StreamMemory } from '../../../src/domain/memory/stream-memory.js'
import type { OutageMode } from '../../../src/domain/outage/allow-in-grace.js'
import { handleOutages } from '../../../src/domain/outage/handle-outages.js'
import type { GateReport } from '../../../src/domain/stream-store.js'
import { openMemoryStore } from '../../../src/store/open-memory-store.js'
import { holdClock } from '../../fixtures/hold-clock.js'

const TOKEN = '00000000-0000-4000-8000-000000000000'
const LOST = { token: TOKEN, viewer: 'ann', remainingMs: 30_000, restoreState: '1:' }

/** A gate that knows one stream, which its store has lost, and a circuit that the test opens and closes. */
function open (mode: OutageMode = 'known') {
  const clock = holdClock()
  const memory = new StreamMemory(() => ({ sinceMs: -Infinity, lostMs: -Infinity }))
  const state = { isOpen: false, unavailableMs: 0, restored: 0 }
  const reports: GateReport[] = []
  const closedListeners: Array<() => void> = []
  const circuit = {
    store: {
      ...openMemoryStore({ clock, randomBytes, tokenKey: 'key' }),
      join: (report: GateReport) => { reports.push(report) },
      restore: async (_lost: object, { lifeMs }: { lifeMs: number }) => ({ stream: { ...LOST, remainingMs: lifeMs }, active: 1 })
    },
    isOpen: () => state.isOpen,
    unavailableMs: () => state.unavailableMs,
    onClosed: (listener: () => void) => { closedListeners.push(listener) },
    close: async () => {}
  }
  const outage = handleOutages({ circuit, memory, clock, mode, graceMs: 60_000, limit: 3, expirySeconds: 30, onRestored: () => { state.restored++ } })
  const known = memory.put(LOST, 0)
  const refreshed: string[] = []
  outage.start(known => { refreshed.push(known.token) })
  const report = reports[0]
  if (known === undefined || report === undefined) throw new Error('not started')
  return { clock, memory, state, outage, known, refreshed, report, closeCircuit: () => { for (const listener of closedListeners) listener() } }
}

t.test('the store restores a known stream that it has lost', async t => {
  const { outage, state } = open()
  t.match(await outage.store.renew(TOKEN, 30), { active: 1, stream: { remainingMs: 30_000 } })
  t.match(await outage.store.find(TOKEN), { viewer: 'ann' })
  t.equal(state.restored, 2)
})

t.test('the watermark is the current time while the gate is healthy', async t => {
  const { clock, report } = open()
  clock.advance(5000)
  t.equal(report.watermarkMs(), 5000)
})

t.test('the watermark lags by the grace while the circuit is open or a stream is unconfirmed', async t => {
  for (const impair of [
    ({ state }: ReturnType<typeof open>) => { state.isOpen = true },
    ({ memory, known }: ReturnType<typeof open>) => { memory.markUnconfirmed(known) }
  ]) {
    const gate = open()
    impair(gate)
    gate.clock.advance(70_000)
    t.equal(gate.report.watermarkMs(), 10_000)
  }
})

t.test('the watermark lags by the grace while a recovery is running, and stopping ends the recovery', async t => {
  const { clock, known, outage, report } = open()
  clock.advance(70_000)
  known.validUntilMs = 71_000
  known.lookupInFlight = true
  report.onSuspectedDataLoss()
  t.equal(report.watermarkMs(), 10_000)
  outage.stop()
  t.equal(report.watermarkMs(), 70_000)
})

t.test('a suspected loss of data and a closed circuit start a recovery', async t => {
  const { clock, refreshed, report, closeCircuit } = open()
  clock.advance(1)
  report.onSuspectedDataLoss()
  t.same(refreshed, [TOKEN])
  clock.advance(100)
  closeCircuit()
  t.same(refreshed, [TOKEN, TOKEN])
})

t.test('a stream below the reported watermark does not continue in grace', async t => {
  const { clock, outage, known, report, state } = open()
  clock.advance(29_999)
  report.watermarkMs()
  state.isOpen = true
  clock.advance(1)
  t.equal(outage.allowsInGrace(known, clock.nowMs()), true)
  state.isOpen = false
  report.watermarkMs()
  t.equal(outage.allowsInGrace(known, clock.nowMs()), false)
})

t.test('the gate is ready without its store for as long as streams can play', async t => {
  const { outage, state } = open()
  state.unavailableMs = 89_999
  t.equal(outage.isReadyWithoutStore(), true)
  state.unavailableMs = 90_000
  t.equal(outage.isReadyWithoutStore(), false)
})

t.test('the gate fails open only in the mode allow, while the circuit is open', async t => {
  const allowing = open('allow')
  t.equal(allowing.outage.isFailingOpen(), false)
  allowing.state.isOpen = true
  t.equal(allowing.outage.isStoreUnavailable(), true)
  t.equal(allowing.outage.isFailingOpen(), true)
  t.ok(allowing.outage.failOpen.grant({ viewer: 'bob' }))
  allowing.clock.advance(70_000)
  t.equal(allowing.report.watermarkMs(), -Infinity, 'and the watermark stays where it is')
  const denying = open('deny')
  denying.state.isOpen = true
  t.equal(denying.outage.isFailingOpen(), false)
  t.equal(denying.outage.failOpen.grant({ viewer: 'bob' }), undefined)
  t.equal(denying.outage.allowsInGrace(denying.known, 0), false)
})

import t from 'tap'
import { Fault } from '../../src/domain/fault.js'
import { askGate } from '../../src/telemetry/ask-gate.js'

function open ({ sinceMs, away = false, countActive = async () => 4 }: { sinceMs?: number, away?: boolean, countActive?: () => Promise<number> } = {}) {
  const faults: unknown[] = []
  const asked = askGate({
    store: { countActive, hearing: () => ({ sinceMs, lostMs: 0 }) },
    isStoreAway: () => away,
    isLimitSuspended: () => false,
    memory: { size: 3 },
    onFault: error => { faults.push(error) }
  })
  return { asked, faults }
}

t.test('tells of the memory and of the store', async t => {
  const { asked } = open({ sinceMs: 5 })
  t.equal(await asked.streams_active(), 4)
  t.equal(await asked.streams_known(), 3)
  t.equal(await asked.store_available(), 1)
  t.equal(await asked.store_hearing(), 1)
})

t.test('a store that is away is told, and its number is not known', async t => {
  const fault = new Fault('STORE_UNREACHABLE', 'away')
  const { asked, faults } = open({ away: true, countActive: () => Promise.reject(fault) })
  t.equal(await asked.store_available(), 0)
  t.equal(await asked.store_hearing(), 0)
  t.equal(await asked.streams_active(), undefined)
  t.same(faults, [fault])
})

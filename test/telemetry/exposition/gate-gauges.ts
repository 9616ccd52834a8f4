import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { gateGauges } from '../../../src/telemetry/exposition/gate-gauges.js'

function open ({ sinceMs, away = false, countActive = async () => 4, limits = { maxConnections: 16, maxRequests: 8 } }: {
  sinceMs?: number
  away?: boolean
  countActive?: () => Promise<number>
  limits?: { maxConnections: number, maxRequests: number }
} = {}) {
  const faults: unknown[] = []
  const asked = gateGauges({
    store: { countActive, subscription: () => ({ sinceMs, lostMs: 0 }) },
    isStoreUnavailable: () => away,
    isFailingOpen: () => false,
    memory: { size: 3 },
    limits,
    certificateExpiries: { redis_ca: 2_000_000_000 },
    memoryMaxBytes: () => 512,
    onFault: error => { faults.push(error) }
  })
  return { asked, faults }
}

t.test('tells of the memory and of the store', async t => {
  const { asked } = open({ sinceMs: 5 })
  t.equal(await asked.streams_active(), 4)
  t.equal(await asked.streams_known(), 3)
  t.equal(await asked.store_available(), 1)
  t.equal(await asked.store_subscribed(), 1)
})

t.test('a store that is away is told, and its number is not known', async t => {
  const fault = new Fault('STORE_UNREACHABLE', 'away')
  const { asked, faults } = open({ away: true, countActive: () => Promise.reject(fault) })
  t.equal(await asked.store_available(), 0)
  t.equal(await asked.store_subscribed(), 0)
  t.equal(await asked.streams_active(), undefined)
  t.same(faults, [fault])
})

t.test('tells how much the gate may take', async t => {
  const { asked } = open()
  t.equal(await asked.connections_max(), 16)
  t.equal(await asked.requests_in_flight_max(), 8)
  t.equal(await asked.memory_max_bytes(), 512)
})

t.test('tells when its certificates end', async t => {
  t.same(await open().asked.certificate_expiry_timestamp_seconds(), { redis_ca: 2_000_000_000 })
})

t.test('a limit that is turned off is absent, not 0', async t => {
  const { asked } = open({ limits: { maxConnections: 0, maxRequests: 0 } })
  t.equal(await asked.connections_max(), undefined)
  t.equal(await asked.requests_in_flight_max(), undefined)
})

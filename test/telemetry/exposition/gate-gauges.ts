import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { gateGauges } from '../../../src/telemetry/exposition/gate-gauges.js'

function open ({ sinceMs, unavailable = false, countActive = async () => 4, limits = { maxConnections: 16, maxRequests: 8 } }: {
  sinceMs?: number
  unavailable?: boolean
  countActive?: () => Promise<number>
  limits?: { maxConnections: number, maxRequests: number }
} = {}) {
  const faults: unknown[] = []
  const gauges = gateGauges({
    store: { countActive, subscription: () => ({ sinceMs, lostMs: 0 }) },
    isStoreUnavailable: () => unavailable,
    isFailingOpen: () => false,
    memory: { size: 3 },
    limits,
    certificateExpiries: { redis_ca: 2_000_000_000 },
    memoryMaxBytes: () => 512,
    onFault: error => { faults.push(error) }
  })
  return { gauges, faults }
}

t.test('reports the cache and the store', async t => {
  const { gauges } = open({ sinceMs: 5 })
  t.equal(await gauges.streams_active(), 4)
  t.equal(await gauges.streams_known(), 3)
  t.equal(await gauges.store_available(), 1)
  t.equal(await gauges.store_subscribed(), 1)
})

t.test('an unavailable store is reported, and its number of streams is unknown', async t => {
  const fault = new Fault('STORE_UNREACHABLE', 'no connection')
  const { gauges, faults } = open({ unavailable: true, countActive: () => Promise.reject(fault) })
  t.equal(await gauges.store_available(), 0)
  t.equal(await gauges.store_subscribed(), 0)
  t.equal(await gauges.streams_active(), undefined)
  t.same(faults, [fault])
})

t.test('reports the limits of the gate', async t => {
  const { gauges } = open()
  t.equal(await gauges.connections_max(), 16)
  t.equal(await gauges.requests_in_flight_max(), 8)
  t.equal(await gauges.memory_max_bytes(), 512)
})

t.test('reports the expiry of its certificates', async t => {
  t.same(await open().gauges.certificate_expiry_timestamp_seconds(), { redis_ca: 2_000_000_000 })
})

t.test('a limit that is off is absent, not 0', async t => {
  const { gauges } = open({ limits: { maxConnections: 0, maxRequests: 0 } })
  t.equal(await gauges.connections_max(), undefined)
  t.equal(await gauges.requests_in_flight_max(), undefined)
})

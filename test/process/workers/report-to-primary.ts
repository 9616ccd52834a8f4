import t, { type Test } from 'tap'
import type { AdminView } from '../../../src/app/open-admin.js'
import { Fault } from '../../../src/domain/fault.js'
import { reportToPrimary } from '../../../src/process/workers/report-to-primary.js'
import type { FromWorker, ToWorker } from '../../../src/process/workers/worker-messages.js'
import { until } from '../../fixtures/until.js'

const FAMILIES = [{ name: 'process_cpu_seconds_total', type: 'counter' as const, samples: [] }]
const READINESS = { ready: true, parts: { gate: 'ok' } }
const METERS = { requests_in_flight: 2 }

async function open (t: Test, streams: Partial<AdminView['streams']> = {}) {
  const sent: FromWorker[] = []
  const faults: unknown[] = []
  let deliver = (_message: ToWorker): void => { t.fail('nobody listens') }
  const view = {
    meters: METERS,
    gauges: { streams_known: () => 3, streams_active: async () => undefined },
    readiness: async () => READINESS,
    streams
  } as unknown as AdminView
  const openAdmin = reportToPrimary({ send: message => { sent.push(message) }, onMessage: listener => { deliver = listener }, measured: { read: async () => FAMILIES } })
  const admin = openAdmin(view, { onFault: (error: unknown) => { faults.push(error) } } as unknown as Parameters<typeof openAdmin>[1])
  await admin.start()
  return { sent, faults, admin, deliver: (message: ToWorker) => { deliver(message) } }
}

t.test('reports that it is ready when the gate listens', async t => {
  const { sent, admin } = await open(t)
  t.same(sent, [])
  admin.announce({ host: '::', port: 80 })
  t.same(sent, [{ type: 'ready' }])
})

t.test('sends counters, or a complete snapshot without gauges that have no value', async t => {
  const { sent, deliver } = await open(t)
  deliver({ type: 'measure', id: 1, whole: false })
  await until(() => sent.length === 1)
  deliver({ type: 'measure', id: 2, whole: true })
  await until(() => sent.length === 2)
  t.strictSame(sent, [
    { type: 'measured', id: 1, snapshot: { meters: METERS, families: FAMILIES } },
    { type: 'measured', id: 2, snapshot: { meters: METERS, families: FAMILIES, gauges: { streams_known: 3 }, readiness: READINESS } }
  ])
})

t.test('serves admin requests, and sends the fault of a request that fails', async t => {
  const { sent, faults, deliver } = await open(t, {
    list: async () => { throw new Fault('STORE_UNREACHABLE', 'no connection') },
    stop: async () => 2
  })
  deliver({ type: 'stop-streams', id: 1, viewer: 'ann', streamId: undefined })
  await until(() => sent.length === 1)
  deliver({ type: 'list', id: 2, viewer: 'ann' })
  await until(() => sent.length === 2)
  t.same(sent, [{ type: 'admin-result', id: 1, result: { stopped: 2 } }, { type: 'admin-result', id: 2, result: { fault: 'no connection' } }])
  t.same(faults, [])
})

t.test('reports a bug as a fault and sends no result', async t => {
  const bug = new TypeError('bug')
  const { sent, faults, deliver } = await open(t, { list: async () => { throw bug } })
  deliver({ type: 'list', id: 1, viewer: 'ann' })
  await until(() => faults.length === 1)
  t.same(faults, [bug])
  t.same(sent, [])
})

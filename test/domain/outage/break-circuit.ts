import { randomBytes } from 'node:crypto'
import t from 'tap'
import { Fault } from '../../../src/domain/fault.js'
import { breakCircuit, FAULTS_MAX, PROBE_INTERVAL_MS } from '../../../src/domain/outage/break-circuit.js'
import type { StreamStore } from '../../../src/domain/stream-store.js'
import { openMemoryStore } from '../../../src/store/open-memory-store.js'
import { holdClock } from '../../fixtures/hold-clock.js'

const TOKEN = '00000000-0000-4000-8000-000000000000'
const responses = (): Promise<void> => new Promise(resolve => { setImmediate(resolve) })

function open () {
  const clock = holdClock()
  const inner = openMemoryStore({ clock, randomBytes, tokenKey: 'key' })
  const state = { fault: undefined as Error | undefined, pingable: true, calls: 0, pings: 0 }
  const raw: StreamStore = {
    ...inner,
    find: async token => {
      state.calls++
      if (state.fault !== undefined) throw state.fault
      return await inner.find(token)
    },
    ping: async () => {
      state.pings++
      if (!state.pingable) throw new Fault('STORE_UNREACHABLE', 'no answer')
    }
  }
  const circuit = breakCircuit({ store: raw, clock })
  const find = async (): Promise<unknown> => await circuit.store.find(TOKEN).catch((error: unknown) => error)
  return { clock, state, circuit, find }
}

const unreachable = new Fault('STORE_UNREACHABLE', 'no answer')

t.test('an open circuit sends no calls, and closes when the store responds again', async t => {
  const { clock, state, circuit, find } = open()
  t.equal(circuit.unavailableMs(), undefined)
  await find()
  t.equal(circuit.unavailableMs(), 0)
  Object.assign(state, { fault: unreachable, pingable: false, calls: 0 })
  for (let fault = 0; fault < FAULTS_MAX; fault++) t.equal(await find(), unreachable)
  await responses()
  t.equal(circuit.isOpen(), true)
  for (let question = 0; question < 100; question++) t.match(await find(), { code: 'STORE_UNREACHABLE' })
  t.equal(state.calls, FAULTS_MAX)

  const { pings } = state
  clock.advance(PROBE_INTERVAL_MS * 2)
  await responses()
  t.equal(state.pings, pings + 1, 'at most one ping is in flight')
  t.equal(circuit.unavailableMs(), PROBE_INTERVAL_MS * 2)

  Object.assign(state, { fault: undefined, pingable: true })
  clock.advance(PROBE_INTERVAL_MS)
  await responses()
  t.equal(circuit.isOpen(), false)
  t.equal(await find(), undefined)
})

t.test('TLS failures open the circuit, too', async t => {
  const { state, circuit, find } = open()
  Object.assign(state, { fault: new Fault('STORE_TLS_FAILED', 'expired'), pingable: false })
  for (let fault = 0; fault < FAULTS_MAX; fault++) await find()
  await responses()
  t.equal(circuit.isOpen(), true)
})

t.test('a successful ping keeps the circuit closed, because part of the store is available', async t => {
  const { state, circuit, find } = open()
  state.fault = unreachable
  for (let fault = 0; fault < FAULTS_MAX * 2; fault++) await find()
  await responses()
  t.ok(state.pings > 0)
  t.equal(circuit.isOpen(), false)
})

t.test('error replies, and faults that are not consecutive, cause no ping', async t => {
  const { state, find } = open()
  state.fault = new Fault('STORE_REFUSED', 'out of memory')
  for (let fault = 0; fault < FAULTS_MAX * 2; fault++) await find()
  for (let round = 0; round < FAULTS_MAX; round++) {
    state.fault = unreachable
    await find()
    state.fault = undefined
    await find()
  }
  t.equal(state.pings, 0)
})

t.test('closing closes the store and stops the pings', async t => {
  const { clock, state, circuit } = open()
  await circuit.close()
  await t.rejects(circuit.store.release(TOKEN), { code: 'STORE_UNREACHABLE' })
  clock.advance(PROBE_INTERVAL_MS * 4)
  t.equal(state.pings, 0)
})

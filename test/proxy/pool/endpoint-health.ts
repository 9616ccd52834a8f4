import t from 'tap'
import { EndpointHealth } from '../../../src/proxy/pool/endpoint-health.js'
import { holdClock } from '../../fixtures/hold-clock.js'

const FAILURE = new Error('refused')

function open (maxFailures = 3) {
  const clock = holdClock()
  const observed: string[] = []
  const probes: Array<{ host: string | undefined, onResult: (isHealthy: boolean) => void }> = []
  const health = new EndpointHealth({
    maxFailures,
    probeIntervalMs: 1000,
    clock,
    probe: (host, onResult) => { probes.push({ host, onResult }) },
    observe: { ejected: error => { observed.push(`ejected: ${error.message}`) }, readmitted: ejectedMs => { observed.push(`readmitted after ${ejectedMs}`) } }
  })
  return { clock, observed, probes, health }
}

t.test('consecutive failures eject an endpoint, once', async t => {
  const { health, observed } = open()
  health.failed(FAILURE, 'a.test')
  health.failed(FAILURE, 'a.test')
  t.notOk(health.isEjected)
  health.failed(FAILURE, 'a.test')
  t.ok(health.isEjected)
  health.failed(FAILURE, 'a.test')
  t.same(observed, ['ejected: refused'])
})

t.test('a success between failures resets their count', async t => {
  const { health, observed } = open(2)
  for (let i = 0; i < 5; i++) {
    health.failed(FAILURE, undefined)
    health.succeeded()
  }
  t.notOk(health.isEjected)
  t.same(observed, [])
})

t.test('an ejected endpoint is probed with the Host of the failed request until it responds', async t => {
  const { health, observed, probes, clock } = open(1)
  health.failed(FAILURE, 'a.test')
  clock.advance(999)
  t.equal(probes.length, 0)
  clock.advance(1)
  t.equal(probes.length, 1)
  clock.advance(5000)
  t.equal(probes.length, 1, 'one probe at a time')
  probes[0]?.onResult(false)
  clock.advance(1000)
  t.equal(probes.length, 2)
  t.equal(probes[1]?.host, 'a.test')
  probes[1]?.onResult(true)
  t.notOk(health.isEjected)
  clock.advance(5000)
  t.equal(probes.length, 2)
  t.same(observed, ['ejected: refused', 'readmitted after 7000'])
})

t.test('a response to any request readmits an ejected endpoint', async t => {
  const { health, observed, probes, clock } = open(1)
  health.failed(FAILURE, 'a.test')
  clock.advance(500)
  health.succeeded()
  t.notOk(health.isEjected)
  t.same(observed, ['ejected: refused', 'readmitted after 500'])
  clock.advance(5000)
  t.equal(probes.length, 0)
})

t.test('a probe from before the readmission that fails late schedules no second probe', async t => {
  const { health, probes, clock } = open(1)
  health.failed(FAILURE, 'a.test')
  clock.advance(1000)
  health.succeeded()
  health.failed(FAILURE, 'b.test')
  probes[0]?.onResult(false)
  clock.advance(1000)
  t.equal(probes.length, 2)
})

t.test('after close it neither probes nor reports', async t => {
  const { health, observed, probes, clock } = open(1)
  health.failed(FAILURE, undefined)
  clock.advance(1000)
  health.close()
  probes[0]?.onResult(false)
  clock.advance(5000)
  t.equal(probes.length, 1)
  const other = open(1)
  other.health.close()
  other.health.failed(FAILURE, undefined)
  t.same([...observed, ...other.observed], ['ejected: refused'])
})

import t from 'tap'
import { EndpointHealth } from '../../../src/proxy/pool/endpoint-health.js'
import { holdClock } from '../../fixtures/hold-clock.js'

const FAILURE = new Error('refused')

function open (maxFailures = 3) {
  const clock = holdClock()
  const told: string[] = []
  const asked: Array<{ host: string | undefined, tell: (isThere: boolean) => void }> = []
  const health = new EndpointHealth({
    maxFailures,
    probeIntervalMs: 1000,
    clock,
    probe: (host, tell) => { asked.push({ host, tell }) },
    observe: { ejected: error => { told.push(`ejected: ${error.message}`) }, readmitted: ejectedMs => { told.push(`back after ${ejectedMs}`) } }
  })
  return { clock, told, asked, health }
}

t.test('failures in a row lose an endpoint, once', async t => {
  const { health, told } = open()
  health.failed(FAILURE, 'a.test')
  health.failed(FAILURE, 'a.test')
  t.notOk(health.isEjected)
  health.failed(FAILURE, 'a.test')
  t.ok(health.isEjected)
  health.failed(FAILURE, 'a.test')
  t.same(told, ['ejected: refused'])
})

t.test('an answer between them begins a new row', async t => {
  const { health, told } = open(2)
  for (let i = 0; i < 5; i++) {
    health.failed(FAILURE, undefined)
    health.succeeded()
  }
  t.notOk(health.isEjected)
  t.same(told, [])
})

t.test('a lost endpoint is asked in the name of the host that it failed for, until it answers', async t => {
  const { health, told, asked, clock } = open(1)
  health.failed(FAILURE, 'a.test')
  clock.advance(999)
  t.equal(asked.length, 0)
  clock.advance(1)
  t.equal(asked.length, 1)
  clock.advance(5000)
  t.equal(asked.length, 1, 'one question at a time')
  asked[0]?.tell(false)
  clock.advance(1000)
  t.equal(asked.length, 2)
  t.equal(asked[1]?.host, 'a.test')
  asked[1]?.tell(true)
  t.notOk(health.isEjected)
  clock.advance(5000)
  t.equal(asked.length, 2)
  t.same(told, ['ejected: refused', 'back after 7000'])
})

t.test('an answer to anybody brings a lost endpoint back', async t => {
  const { health, told, asked, clock } = open(1)
  health.failed(FAILURE, 'a.test')
  clock.advance(500)
  health.succeeded()
  t.notOk(health.isEjected)
  t.same(told, ['ejected: refused', 'back after 500'])
  clock.advance(5000)
  t.equal(asked.length, 0)
})

t.test('a late no, of a question from before it was back, starts no second round of questions', async t => {
  const { health, asked, clock } = open(1)
  health.failed(FAILURE, 'a.test')
  clock.advance(1000)
  health.succeeded()
  health.failed(FAILURE, 'b.test')
  asked[0]?.tell(false)
  clock.advance(1000)
  t.equal(asked.length, 2)
})

t.test('once closed it neither asks nor tells', async t => {
  const { health, told, asked, clock } = open(1)
  health.failed(FAILURE, undefined)
  clock.advance(1000)
  health.close()
  asked[0]?.tell(false)
  clock.advance(5000)
  t.equal(asked.length, 1)
  const other = open(1)
  other.health.close()
  other.health.failed(FAILURE, undefined)
  t.same([...told, ...other.told], ['ejected: refused'])
})

import t from 'tap'
import { timeOutCommands } from '../../../src/store/redis/time-out-commands.js'
import { holdClock } from '../../fixtures/hold-clock.js'

const TIMEOUT_MS = 1000
const TICK_MS = 50

t.test('resolves to a reply that arrives in time', async t => {
  const clock = holdClock()
  const { within } = timeOutCommands({ clock, timeoutMs: TIMEOUT_MS })
  const late: string[] = []
  t.equal(await within(Promise.resolve('answer'), answer => { late.push(answer) }), 'answer')
  clock.advance(2 * TIMEOUT_MS)
  t.same(late, [])
})

t.test('translates the error of a command', async t => {
  const { within } = timeOutCommands({ clock: holdClock(), timeoutMs: TIMEOUT_MS })
  await t.rejects(within(Promise.reject(new Error('gone'))), { name: 'Fault', code: 'STORE_UNREACHABLE', message: 'redis cannot be reached: gone' })
})

t.test('rejects after the timeout, not before', async t => {
  const clock = holdClock()
  const { within } = timeOutCommands({ clock, timeoutMs: TIMEOUT_MS })
  const given: string[] = []
  const first = within(new Promise(() => {})).catch(() => { given.push('first') })
  clock.advance(TIMEOUT_MS / 2)
  const second = within(new Promise(() => {}))
  second.catch(() => { given.push('second') })
  clock.advance(TIMEOUT_MS / 2)
  await undefined
  t.same(given, [])
  clock.advance(TICK_MS)
  await first
  t.same(given, ['first'])
  clock.advance(TIMEOUT_MS / 2)
  await t.rejects(second, { code: 'STORE_UNREACHABLE', message: 'redis did not answer within 1000 ms' })
})

t.test('does not count time in which the process was busy', async t => {
  let nowMs = 0
  let tick = (): void => {}
  const { within } = timeOutCommands({
    clock: {
      nowMs: () => nowMs,
      every: (_intervalMs, task) => {
        tick = task
        return () => {}
      }
    },
    timeoutMs: TIMEOUT_MS
  })
  let deliver = (_text: string): void => {}
  const reply = within(new Promise<string>(resolve => { deliver = resolve }))
  const never = within(new Promise(() => {}))
  never.catch(() => {})
  // After a busy period, timers run first; then the data that has arrived is read.
  nowMs = 10 * TIMEOUT_MS
  tick()
  deliver('long there')
  t.equal(await reply, 'long there')
  nowMs += TICK_MS
  tick()
  await t.rejects(never, { code: 'STORE_UNREACHABLE' })
})

t.test('passes a late reply to its callback', async t => {
  const clock = holdClock()
  const { within } = timeOutCommands({ clock, timeoutMs: TIMEOUT_MS })
  let deliver = (_text: string): void => {}
  const reply = new Promise<string>(resolve => { deliver = resolve })
  const late = new Promise(resolve => {
    t.rejects(within(reply, resolve), { code: 'STORE_UNREACHABLE' })
  })
  clock.advance(TIMEOUT_MS + TICK_MS)
  deliver('at last')
  t.equal(await late, 'at last')
})

t.test('ignores a late error', async t => {
  const clock = holdClock()
  const { within } = timeOutCommands({ clock, timeoutMs: TIMEOUT_MS })
  let fail = (_error: Error): void => {}
  const waiting = within(new Promise((_resolve, reject) => { fail = reject }))
  clock.advance(TIMEOUT_MS + TICK_MS)
  fail(new Error('gone'))
  await t.rejects(waiting, { message: 'redis did not answer within 1000 ms' })
})

t.test('rejects pending commands when it is stopped', async t => {
  const { within, stop } = timeOutCommands({ clock: holdClock(), timeoutMs: TIMEOUT_MS })
  const waiting = within(new Promise(() => {}))
  stop()
  await t.rejects(waiting, { code: 'STORE_UNREACHABLE', message: 'the store is closed' })
})

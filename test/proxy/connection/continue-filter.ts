import fc from 'fast-check'
import t from 'tap'
import { ContinueFilter } from '../../../src/proxy/connection/continue-filter.js'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'
const PROCESSING = 'HTTP/1.1 102 \r\n\r\n'
const CONTINUE = 'HTTP/1.1 100 Continue\r\nX: 1\r\n\r\n'

function take (pieces: readonly string[]): string {
  const filter = new ContinueFilter()
  filter.begin()
  let taken = ''
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1')
    taken += (filter.isActive ? filter.filter(bytes)?.toString('latin1') : piece) ?? ''
  }
  return taken
}

t.test('any number of 100 responses is removed, however they are split', async () => {
  fc.assert(fc.property(fc.nat(3), fc.array(fc.nat(200), { maxLength: 8 }), (count, cuts) => {
    const text = CONTINUE.repeat(count) + ANSWER
    const at = [0, ...cuts.map(cut => cut % text.length).sort((a, b) => a - b), text.length]
    const pieces = at.slice(1).map((end, i) => text.slice(at[i], end)).filter(piece => piece !== '')
    return take(pieces) === ANSWER
  }))
})

t.test('100 responses are removed from among other interim responses, which pass', async () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(CONTINUE, HINTS, PROCESSING), { maxLength: 4 }), fc.array(fc.nat(300), { maxLength: 8 }), (interim, cuts) => {
    const text = interim.join('') + ANSWER
    const at = [0, ...cuts.map(cut => cut % text.length).sort((a, b) => a - b), text.length]
    const pieces = at.slice(1).map((end, i) => text.slice(at[i], end)).filter(piece => piece !== '')
    return take(pieces) === interim.filter(head => head !== CONTINUE).join('') + ANSWER
  }))
})

t.test('a 100 within or after the final response passes', async t => {
  t.equal(take([ANSWER + CONTINUE]), ANSWER + CONTINUE)
  t.equal(take([ANSWER, CONTINUE]), ANSWER + CONTINUE)
})

t.test('what only looks like a 100 passes', async t => {
  for (const text of ['HTTP/1.1 103 x\r\n\r\n', 'HTTP/1.0 200 OK\r\n\r\n', 'HTTPS', 'garbage']) t.equal(take([...text]), text)
})

t.test('what follows a 101 passes', async t => {
  const text = 'HTTP/1.1 101 x\r\n\r\n' + CONTINUE
  t.equal(take([text]), text)
})

t.test('a 100 without an end passes, so that undici rejects it', async t => {
  const endless = 'HTTP/1.1 100 ' + 'a'.repeat(20_000)
  t.equal(take([endless.slice(0, 100), endless.slice(100)]), endless)
})

t.test('each response is filtered again', async t => {
  const filter = new ContinueFilter()
  t.equal(filter.isActive, false, 'not before a request')
  for (let round = 0; round < 2; round++) {
    filter.begin()
    t.equal(filter.filter(Buffer.from(CONTINUE)), undefined)
    t.equal(filter.filter(Buffer.from(ANSWER))?.toString(), ANSWER)
    t.equal(filter.isActive, false)
  }
})

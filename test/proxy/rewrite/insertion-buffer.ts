import t from 'tap'
import { BUFFER_MAX_CHARS, INITIAL_BUFFER_CHARS, insertionBuffer } from '../../../src/proxy/rewrite/insertion-buffer.js'

const LONG = 'x'.repeat(INITIAL_BUFFER_CHARS + 1)

t.test('the first characters are buffered, later ones are released at once', async t => {
  const buffer = insertionBuffer()
  buffer.append('a')
  t.equal(buffer.release(), '')
  buffer.append(LONG)
  t.ok(buffer.release() === 'a' + LONG)
  buffer.append('b')
  t.equal(buffer.release(), 'b')
})

t.test('text after an insertion waits until it is known whether the insertion is due', async t => {
  for (const due of [true, false]) {
    const buffer = insertionBuffer()
    const known: { isDue?: boolean } = {}
    buffer.append(LONG)
    buffer.insert({ text: '+', isDue: () => known.isDue })
    buffer.append('after')
    t.ok(buffer.release() === LONG)
    t.equal(buffer.release(), '')
    known.isDue = due
    t.equal(buffer.release(), due ? '+after' : 'after')
  }
})

t.test('at the end, insertions that are due are made, and those still unknown are dropped', async t => {
  const buffer = insertionBuffer()
  for (const isDue of [true, false, undefined]) {
    buffer.append(`${isDue}`)
    buffer.insert({ text: '+', isDue: () => isDue })
  }
  t.equal(buffer.finish(), 'true+falseundefined')
})

t.test('an abandoned text has no insertion', async t => {
  const buffer = insertionBuffer()
  buffer.append('a')
  buffer.insert({ text: '+', isDue: () => true })
  buffer.append('b')
  t.equal(buffer.abandon(), 'ab')
  t.equal(buffer.finish(), '')
})

t.test('the buffer is bounded: beyond it, an insertion still unknown is dropped', async t => {
  const buffer = insertionBuffer()
  buffer.append('a')
  buffer.insert({ text: '+', isDue: () => undefined })
  const much = 'x'.repeat(BUFFER_MAX_CHARS + 1)
  buffer.append(much)
  t.ok(buffer.release() === 'a' + much)
})

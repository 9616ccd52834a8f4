import { once } from 'node:events'
import { PassThrough, Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { pipeThrough } from '../../../src/proxy/rewrite/pipe-through.js'

const append = (suffix: string): Transform => new Transform({
  transform (chunk: Buffer, _encoding, done) { done(null, chunk.toString() + suffix) }
})

t.test('chunks pass all streams in order, and the end with them', async t => {
  const [one, two, out] = [append('1'), append('2'), new PassThrough()]
  pipeThrough([one, two], out, t.threw)
  one.end('a')
  t.equal(await text(out), 'a12')
})

t.test('a stream that fails destroys the others and is reported; the output stays open', async t => {
  const [one, two, out] = [append('1'), append('2'), new PassThrough()]
  const failed = new Promise<Error>(resolve => { pipeThrough([one, two], out, resolve) })
  const error = new Error('invalid data')
  two.destroy(error)
  t.equal(await failed, error)
  t.same([one.destroyed, two.destroyed, out.destroyed], [true, true, false])
})

t.test('when the output closes, the streams are destroyed', async t => {
  const [one, out] = [append('1'), new PassThrough()]
  pipeThrough([one], out, t.threw)
  out.destroy()
  await once(out, 'close')
  t.equal(one.destroyed, true)
})

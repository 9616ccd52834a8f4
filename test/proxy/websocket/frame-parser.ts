import fc from 'fast-check'
import t from 'tap'
import { FrameParser } from '../../../src/proxy/websocket/frame-parser.js'
import { frame } from '../../fixtures/frame.js'

const FRAME = fc.record({
  opcode: fc.constantFrom(0, 1, 2, 9, 10),
  masked: fc.boolean(),
  // Around the limits of the three encodings of a length.
  bytes: fc.oneof(fc.integer({ min: 0, max: 130 }), fc.constantFrom(65_534, 65_535, 65_536, 65_537))
})

t.test('it is inside a frame everywhere but at the ends, however the bytes are split', async () => {
  fc.assert(fc.property(fc.array(FRAME, { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 }), (described, sizes) => {
    const frames = new FrameParser()
    const passing = described.map(frame)
    const ends = new Set([0])
    let length = 0
    for (const { length: bytes } of passing) ends.add(length += bytes)
    const bytes = Buffer.concat(passing)
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const piece = bytes.subarray(at, at + (sizes[turn % sizes.length] as number))
      frames.read(piece)
      at += piece.length
      if (frames.isInsideFrame === ends.has(at)) return false
    }
    return !frames.isInsideFrame && !frames.isClosing
  }))
})

t.test('it stops at the end of the current frame, byte by byte too', async t => {
  for (const bytes of [0, 1, 125, 126, 65_535, 65_536]) {
    const one = frame({ opcode: 2, bytes })
    const two = Buffer.concat([one, one])
    t.equal(new FrameParser().readFrame(two), one.length)
    const slow = new FrameParser()
    let isInsideThroughout = true
    for (let at = 0; at < one.length; at++) {
      if (slow.isInsideFrame !== (at > 0)) isInsideThroughout = false
      slow.readFrame(two.subarray(at, at + 1))
    }
    t.same([isInsideThroughout, slow.isInsideFrame], [true, false])
  }
})

t.test('a Close frame is recognised by its head', async t => {
  const frames = new FrameParser()
  const close = frame({ opcode: 8, bytes: 2, masked: true })
  frames.read(close.subarray(0, 1))
  t.equal(frames.isClosing, false)
  frames.read(close.subarray(1, 3))
  t.same([frames.isClosing, frames.isInsideFrame], [true, true])
  frames.read(close.subarray(3))
  t.same([frames.isClosing, frames.isInsideFrame], [true, false])
})

t.test('a length beyond four bytes is read completely', async t => {
  const frames = new FrameParser()
  frames.read(Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0]))
  frames.read(Buffer.alloc(1_000_000))
  t.equal(frames.isInsideFrame, true)
})

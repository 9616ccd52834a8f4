import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { FrameParser } from '../../../src/proxy/websocket/frame-parser.js'
import { GOING_AWAY, GOING_AWAY_MASKED, sendGoingAway } from '../../../src/proxy/websocket/send-going-away.js'
import { frame } from '../../fixtures/frame.js'

const FRAME = frame({ opcode: 2, bytes: 300 })

async function send (before: Buffer, ...chunks: Buffer[]): Promise<{ sent: Buffer, calls: number }> {
  const frames = new FrameParser()
  frames.read(before)
  let calls = 0
  const stream = sendGoingAway(frames, () => { calls++ })
  for (const chunk of chunks) stream.write(chunk)
  stream.end()
  return { sent: await buffer(stream), calls }
}

t.test('between two frames, the Close frame is sent at once and everything after is dropped', async t => {
  t.same(await send(FRAME, FRAME), { sent: GOING_AWAY, calls: 1 })
})

t.test('within a frame, the frame is completed first', async t => {
  t.same(await send(FRAME.subarray(0, 100), FRAME.subarray(100, 200), Buffer.concat([FRAME.subarray(200), FRAME])), { sent: Buffer.concat([FRAME.subarray(100), GOING_AWAY]), calls: 1 })
})

t.test('a Close frame of the peer is completed, and no other is sent', async t => {
  const close = frame({ opcode: 8, bytes: 2 })
  t.same(await send(close.subarray(0, 1), close.subarray(1)), { sent: close.subarray(1), calls: 1 })
})

t.test('the masked frame has the same payload', async t => {
  const [key, payload] = [GOING_AWAY_MASKED.subarray(2, 6), GOING_AWAY_MASKED.subarray(6)]
  t.same(payload.map((byte, at) => byte ^ (key[at] as number)), GOING_AWAY.subarray(2))
})

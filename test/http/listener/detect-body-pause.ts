import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import t, { type Test } from 'tap'
import { detectBodyPause } from '../../../src/http/listener/detect-body-pause.js'
import { connectRaw } from '../../fixtures/connect-raw.js'
import { until } from '../../fixtures/until.js'

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n'

async function upload (t: Test) {
  const responses: ServerResponse[] = []
  const server = createServer((_request, response) => { responses.push(response) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const raw = await connectRaw((server.address() as AddressInfo).port)
  t.teardown(() => {
    raw.socket.destroy()
    server.close()
    server.closeAllConnections()
  })
  await raw.send(HEAD)
  const request: IncomingMessage = (await until(() => responses[0])).req
  const socket: Socket = request.socket
  const paused = detectBodyPause({ bodyTimeoutMs: 1000, responsesOn: () => responses })
  return {
    raw,
    request,
    responses,
    paused: (nowMs: number) => paused(socket, nowMs),
    /** Sends part of the body, and waits until it has arrived. */
    send: async (bytes: number) => {
      const before = socket.bytesRead
      await raw.send(Buffer.alloc(bytes))
      await until(() => socket.bytesRead >= before + bytes)
    }
  }
}

t.test('a client that stops sending its body has paused after the timeout', async t => {
  const { request, paused, send } = await upload(t)
  request.resume()
  t.notOk(paused(0))
  t.notOk(paused(999))
  await send(1)
  t.notOk(paused(1500), 'a single byte restarts the timeout')
  t.notOk(paused(2499))
  t.ok(paused(2500))
})

t.test('time does not count while the gate does not read the body', async t => {
  const { request, paused } = await upload(t)
  for (const nowMs of [0, 1000, 10_000]) t.notOk(paused(nowMs), 'the gate does not read yet')
  request.resume()
  t.notOk(paused(20_000))
  request.pause()
  t.notOk(paused(30_000))
  request.resume()
  t.notOk(paused(40_000), 'the timeout starts when the gate reads')
  t.ok(paused(41_000))
})

t.test('a complete body never pauses', async t => {
  const { request, paused, send } = await upload(t)
  request.resume()
  t.notOk(paused(0))
  await send(1_000_000)
  await until(() => request.complete)
  for (const nowMs of [1000, 10_000]) t.notOk(paused(nowMs))
})

t.test('a connection without a response in progress never pauses', async t => {
  const { request, responses, paused } = await upload(t)
  request.resume()
  t.notOk(paused(0))
  responses.length = 0
  t.notOk(paused(10_000))
})

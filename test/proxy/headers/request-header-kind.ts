import t from 'tap'
import { requestHeaderKind } from '../../../src/proxy/headers/request-header-kind.js'

t.test('headers that the gate says are dropped, in every spelling a script would read as the same', async t => {
  for (const name of ['x-stream-session', 'x_stream_session', 'x-stream_session', 'x_stream-token', 'x_stream_device', 'x_request_id', 'x_forwarded_for', 'x_forwarded_anything', 'x_real_ip', 'transfer_encoding']) {
    t.equal(requestHeaderKind(name), 'drop', name)
  }
})

t.test('every X-Forwarded header is of proxies', async t => {
  t.equal(requestHeaderKind('x-forwarded-prefix'), 'trusted-only')
  t.equal(requestHeaderKind('x-real-ip'), 'trusted-only')
  t.equal(requestHeaderKind('x-original-url'), 'trusted-only')
  t.equal(requestHeaderKind('x-original-uri'), 'trusted-only')
})

t.test('headers that nobody knows go end to end, underscores and all', async t => {
  for (const name of ['accept', 'range', 'x_custom', 'x-stream-sessions', 'x-forwarded', 'sec-websocket-key', '__proto__', 'constructor']) {
    t.equal(requestHeaderKind(name), 'end-to-end', name)
  }
})

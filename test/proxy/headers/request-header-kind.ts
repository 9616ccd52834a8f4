import t from 'tap'
import { requestHeaderKind } from '../../../src/proxy/headers/request-header-kind.js'

t.test('headers that the gate sets are dropped, in every spelling that CGI maps to the same variable', async t => {
  for (const name of ['x-stream-session', 'x_stream_session', 'x-stream_session', 'x_stream-token', 'x_stream_device', 'x_request_id', 'x_forwarded_for', 'x_forwarded_anything', 'x_real_ip', 'transfer_encoding']) {
    t.equal(requestHeaderKind(name), 'drop', name)
  }
})

t.test('every X-Forwarded header is from trusted peers only', async t => {
  t.equal(requestHeaderKind('x-forwarded-prefix'), 'trusted-only')
  t.equal(requestHeaderKind('x-real-ip'), 'trusted-only')
  t.equal(requestHeaderKind('x-original-url'), 'trusted-only')
  t.equal(requestHeaderKind('x-original-uri'), 'trusted-only')
})

t.test('unknown headers are end-to-end, also with underscores', async t => {
  for (const name of ['accept', 'range', 'x_custom', 'x-stream-sessions', 'x-forwarded', 'sec-websocket-key', '__proto__', 'constructor']) {
    t.equal(requestHeaderKind(name), 'end-to-end', name)
  }
})

import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import t from 'tap'
import { readSmallBody } from '../../../src/http/request/read-small-body.js'

const read: Array<Promise<string | undefined>> = []
const server = createServer((request, response) => {
  const body = readSmallBody(request, 8)
  read.push(body)
  body.then(() => { response.end() }, () => {})
})
await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
t.teardown(() => {
  server.closeAllConnections()
  server.close()
})
const { port } = server.address() as AddressInfo
const url = `http://127.0.0.1:${port}`

t.afterEach(() => { read.length = 0 })

t.test('reads a body of up to the maximum', async t => {
  await fetch(url, { method: 'POST', body: 'ab\u00e9defg' })
  t.equal(await read[0], 'ab\u00e9defg')
  await fetch(url, { method: 'POST' })
  t.equal(await read[1], '')
})

t.test('does not read a longer body', async t => {
  await fetch(url, { method: 'POST', body: '123456789' })
  t.equal(await read[0], undefined)
})

t.test('does not read a body whose client leaves', async t => {
  const socket = connect(port, '127.0.0.1')
  const received = new Promise<void>(resolve => { server.once('request', () => { resolve() }) })
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf')
  await received
  socket.destroy()
  t.equal(await read[0], undefined)
})

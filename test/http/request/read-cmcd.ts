import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { ID_MAX_CHARACTERS, readCmcd } from '../../../src/http/request/read-cmcd.js'
import { ask, openGate } from '../../fixtures/open-gate.js'

const read = (field: string | undefined, target = '/a') => readCmcd({ headers: { 'cmcd-session': field } } as unknown as IncomingMessage, target)

t.test('reads session and content id from the header', async t => {
  t.same(read('cid="film 1",sf=h,sid="6e2fb550-c457-11e9-bb97-0800200c9a66",st=v'), { sid: '6e2fb550-c457-11e9-bb97-0800200c9a66', cid: 'film 1' })
  t.same(read('sid="a\\"b\\\\,cid=\\"x\\""'), { sid: 'a"b\\,cid="x"', cid: undefined })
})

t.test('reads them from the query parameter, at any position', async t => {
  const parameter = encodeURIComponent('br=1000,cid="f",sid="s,t"')
  for (const target of [`/a?CMCD=${parameter}`, `/a?x=1&CMCD=${parameter}&y=2`]) t.same(read(undefined, target), { sid: 's,t', cid: 'f' })
})

t.test('anything that is not valid CMCD is ignored', async t => {
  for (const text of [undefined, '', 'sid=abc', 'sid=""', 'xsid="a"', 'sid="never closed', `sid="${'a'.repeat(5000)}"`]) t.equal(read(text), undefined)
  for (const target of ['/CMCD=sid', '/a?xCMCD=sid%3D%22a%22', '/a?CMCD=%', '/a?CMCD=', '/a?cmcd=sid%3D%22a%22']) t.equal(read(undefined, target), undefined)
})

t.test('ids are truncated, and control characters replaced', async t => {
  t.same(read(`sid="${'a'.repeat(500)}"`)?.sid?.length, ID_MAX_CHARACTERS)
  t.same(read(undefined, `/a?CMCD=${encodeURIComponent('sid="a\n{\u0000é"')}`)?.sid, 'a?{??')
})

t.test('CMCD is reported with the stream, and forwarded', async t => {
  const gate = await openGate(t)
  const token = await gate.token()
  const target = '/a?CMCD=sid%3D%22s%22'
  await ask(gate, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Stream-Token: ${token}\r\n\r\n`)
  t.same(gate.playbacks, [{ token, sid: 's', cid: undefined }])
  t.equal(gate.forwarded.at(-1)?.context.target, target)
  await ask(gate, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  t.equal(gate.playbacks.length, 1, 'and not without a stream')
})

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { runProgram } from '../fixtures/run-program.js'
import { startGate } from '../fixtures/start-gate.js'

t.test('runs a gate until a signal stops it', async t => {
  const gate = await startGate({})
  t.teardown(gate.stop)
  t.equal((await fetch(gate.ready.url)).status, 200)
  t.equal(await gate.stop(), 0)
})

t.test('an invalid configuration ends it with 2 before a port is opened', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as AddressInfo
  // Opening the port would end with another exit code.
  t.match(runProgram(['--host', '127.0.0.1', '--port', String(port), '--limit', '0']), { status: 2, stdout: '', stderr: /^streamgate: 1 problem .*\n {2}--limit .*\n$/ })
})

t.test('a port that is in use ends it with 1 and the reason on standard error', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const { status, stderr } = runProgram(['serve', '--host', '127.0.0.1', '--port', String(port), '--admin-port', '0'])
  t.equal(status, 1)
  t.match(stderr, /^streamgate: cannot start: .*EADDRINUSE.*; another process uses this port/m)
})

import t from 'tap'
import { health } from '../../src/cli/health.js'
import { freePort } from '../fixtures/free-port.js'
import { runCommand } from '../fixtures/run-command.js'
import { startGate } from '../fixtures/start-gate.js'

t.test('a ready gate is healthy, however its admin listener is configured', async t => {
  const gate = await startGate({})
  t.teardown(gate.stop)
  const { hostname, port } = new URL(gate.ready.adminUrl)
  t.match(await runCommand(health, { argv: ['--admin-host', hostname, '--admin-port', port] }), { status: 0, stdout: /"ready":true/, stderr: '' })
  t.match(await runCommand(health, { env: { ADMIN_HOST: '0.0.0.0', ADMIN_PORT: port } }), { status: 0, stdout: /"ready":true/ })
  t.match(await runCommand(health, { argv: ['--live', '--admin-port', port] }), { status: 0, stdout: /"alive":true/ })
})

t.test('a gate without its store is alive but not ready', async t => {
  const gate = await startGate({ env: { REDIS_URL: `redis://127.0.0.1:${await freePort()}`, REDIS_CONNECT_TIMEOUT: '0.2' } })
  t.teardown(gate.stop)
  const { port } = new URL(gate.ready.adminUrl)
  t.match(await runCommand(health, { env: { ADMIN_PORT: port } }), { status: 1, stdout: /"ready":false/ })
  t.match(await runCommand(health, { argv: ['--live'], env: { ADMIN_PORT: port } }), { status: 0 })
})

t.test('without a gate the check fails, never with the exit code that Docker reserves', async t => {
  const port = String(await freePort())
  t.match(await runCommand(health, { env: { ADMIN_PORT: port } }), { status: 1, stdout: '', stderr: new RegExp(`no response from 127.0.0.1, port ${port}: .*ECONNREFUSED`) })
  t.match(await runCommand(health, { env: { ADMIN_PORT: 'x' } }), { status: 1, stdout: '', stderr: /ADMIN_PORT|--admin-port/ })
})

import t from 'tap'
import { explainFailure } from '../../src/cli/explain-failure.js'

function failure (message: string, fields: object): Error {
  return Object.assign(new Error(message), fields)
}

t.test('a failure to listen comes with a remedy', async t => {
  t.equal(explainFailure(failure('listen EADDRINUSE: …:80', { code: 'EADDRINUSE', syscall: 'listen' })), 'listen EADDRINUSE: …:80; another process uses this port: stop it, or choose another --port or --admin-port')
  t.match(explainFailure(failure('listen EACCES', { code: 'EACCES', syscall: 'listen' })), /1024/)
  t.match(explainFailure(failure('listen EADDRNOTAVAIL', { code: 'EADDRNOTAVAIL', syscall: 'listen' })), /--host/)
  t.match(explainFailure(failure('getaddrinfo ENOTFOUND', { code: 'ENOTFOUND', syscall: 'getaddrinfo' })), /--host/)
})

t.test('any other failure is printed unchanged', async t => {
  t.equal(explainFailure(failure('open EACCES', { code: 'EACCES', syscall: 'open' })), 'open EACCES')
  t.equal(explainFailure(failure('no', {})), 'no')
  t.equal(explainFailure('no'), 'no')
})

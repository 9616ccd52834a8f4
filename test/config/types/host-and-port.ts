import t from 'tap'
import { hostAndPort } from '../../../src/config/types/host-and-port.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts a host and a port, IPv6 in brackets', async t => {
  tryType(t, hostAndPort, {
    accepted: [
      ['redis:6379', { host: 'redis', port: 6379 }],
      ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
      ['[::1]:65535', { host: '::1', port: 65_535 }]
    ],
    refused: ['', 'redis', 'redis:', ':6379', 'redis:0', 'redis:65536', '::1:6379', '[redis]:1', '[::1]', 'a:1,b:2', 'redis://a:1', 'a:1/0', 'a:b:1']
  })
})

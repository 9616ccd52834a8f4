import t from 'tap'
import { redisUrl, type RedisAddress } from '../../../src/config/types/redis-url.js'
import { tryType } from '../../fixtures/try-type.js'

function place (given: Partial<RedisAddress> = {}): RedisAddress {
  return { tls: false, host: 'redis', port: 6379, socketPath: undefined, username: undefined, password: undefined, database: undefined, ...given }
}

t.test('accepts servers, with user, password and database', async t => {
  tryType(t, redisUrl, {
    accepted: [
      ['redis://redis', place()],
      ['redis://redis/', place()],
      ['redis://redis:6380/0', place({ port: 6380, database: 0 })],
      ['redis://:pass@redis', place({ password: 'pass' })],
      ['redis://user:p%40ss%2F@redis/12', place({ username: 'user', password: 'p@ss/', database: 12 })],
      ['rediss://redis', place({ tls: true })],
      ['redis://[::1]:6379', place({ host: '::1' })]
    ],
    refused: ['', 'redis', 'redis:6379', 'redis:/redis', 'redis://', 'http://redis', 'redis://redis/x', 'redis://redis/1/2', 'redis://redis/65536',
      'redis://redis:0', 'redis://redis:65536', 'redis://redis?db=1', 'redis://redis#1', 'redis://:%zz@redis', 'redis://:a b@redis', 'redis://:pa/ss@redis']
  })
})

t.test('accepts sockets', async t => {
  tryType(t, redisUrl, {
    accepted: [
      ['unix:///run/redis.sock', place({ host: 'localhost', port: 0, socketPath: '/run/redis.sock' })],
      ['unix:///run/redis.sock?db=3', place({ host: 'localhost', port: 0, socketPath: '/run/redis.sock', database: 3 })]
    ],
    refused: ['unix:///', 'unix://host/redis.sock', 'unix:///a?db=x', 'unix:///a?db=1&password=x', 'unix:///a?x=1']
  })
})

import t from 'tap'
import { host } from '../../../src/config/types/host.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts names and addresses', async t => {
  const names = ['localhost', 'redis-0.redis.svc.cluster.local', 'my_redis', 'a.example.', '1.example', '127.0.0.1', '0.0.0.0', '::', '::1', 'fe80::1%eth0']
  tryType(t, host, {
    accepted: names.map(name => [name, name]),
    refused: ['', 'a b', 'a:80', '[::1]', 'http://a', '-a', 'a..b', '.a', '256.0.0.1', '1.2.3', '12', 'a/b', 'user@a', 'x'.repeat(64), 'ä.example']
  })
})

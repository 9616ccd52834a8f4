import t from 'tap'
import { concealUser } from '../../../src/config/types/conceal-user.js'

t.test('hides who logs in and how, wherever a password can be', async t => {
  t.equal(concealUser('redis://user:secret@redis:6379/1'), 'redis://***@redis:6379/1')
  t.equal(concealUser('rediss://:se@cr/et@redis'), 'rediss://***@redis')
  t.equal(concealUser('user:secret@redis'), '***@redis')
  t.equal(concealUser('http:/user:secret@redis'), 'http:/***@redis')
  t.equal(concealUser('redis://se\ncret@redis'), 'redis://***@redis')
})

t.test('leaves everything else', async t => {
  for (const url of ['redis://redis:6379/1', 'unix:///run/redis.sock', '']) t.equal(concealUser(url), url)
})

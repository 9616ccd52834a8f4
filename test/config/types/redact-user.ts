import t from 'tap'
import { redactUser } from '../../../src/config/types/redact-user.js'

t.test('redacts user and password in all positions', async t => {
  t.equal(redactUser('redis://user:secret@redis:6379/1'), 'redis://***@redis:6379/1')
  t.equal(redactUser('rediss://:se@cr/et@redis'), 'rediss://***@redis')
  t.equal(redactUser('user:secret@redis'), '***@redis')
  t.equal(redactUser('http:/user:secret@redis'), 'http:/***@redis')
  t.equal(redactUser('redis://se\ncret@redis'), 'redis://***@redis')
})

t.test('keeps everything else', async t => {
  for (const url of ['redis://redis:6379/1', 'unix:///run/redis.sock', '']) t.equal(redactUser(url), url)
})

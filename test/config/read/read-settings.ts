import t from 'tap'
import { OPTION_NAMES } from '../../../src/config/options/options.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

t.test('every option has a setting, even without any input', async t => {
  const { settings, problems } = settingsOf('')
  t.same(problems, [])
  t.same(Object.keys(settings), OPTION_NAMES)
  t.same(settings.limit, { source: 'default', variable: undefined, shown: '3', value: 3 })
  t.same(settings.redisHost, { source: 'unset', variable: undefined, shown: undefined, value: undefined })
  t.same(settings.publicPaths, { source: 'unset', variable: undefined, shown: undefined, value: [] })
})

t.test('records the source of each value', async t => {
  const { settings } = settingsOf('--limit 5 --public /a /b', { STREAM_LIMIT: '9', STREAM_EXPIRY: '60' })
  t.same(settings.limit, { source: 'flag', variable: undefined, shown: '5', value: 5 })
  t.same(settings.expiry, { source: 'environment', variable: 'STREAM_EXPIRY', shown: '60', value: 60 })
  t.same(settings.publicPaths, { source: 'flag', variable: undefined, shown: '/a, /b', value: ['/a', '/b'] })
})

t.test('shows no secret, but the default of one', async t => {
  t.equal(settingsOf('--redis-password hunter2').settings.redisPassword.shown, '***')
  t.equal(settingsOf('', { REDIS_URL: 'redis://u:hunter2@redis' }).settings.redisUrl.shown, 'redis://***@redis')
  t.equal(settingsOf('').settings.tokenKey.shown, 'streamgate')
})

t.test('reports every invalid value with its source', async t => {
  const { settings, problems } = settingsOf('--limit 0 --public /a b c --host', { PORT: 'x' })
  t.same(problems.map(describeProblem), [
    '--host (HOST): the flag has no value; allowed: a host name or an IP address, IPv6 without brackets',
    '--port (PORT): given "x" in PORT; allowed: a whole number from 0 to 65535; 0 is any free port',
    '--limit (STREAM_LIMIT): given "0" in the flag; allowed: a whole number from 1 to 1000',
    '--public (PUBLIC_PATHS): given "b" in the flag; allowed: a path that starts with /, in visible ASCII characters without ? and #',
    '--public (PUBLIC_PATHS): given "c" in the flag; allowed: a path that starts with /, in visible ASCII characters without ? and #'
  ])
  t.equal(settings.limit.value, undefined)
  t.equal(settings.publicPaths.value, undefined)
})

t.test('quotes no secret in a problem', async t => {
  const dir = t.testdir({ secret: 'hunter2\nhunter2' })
  const { problems } = settingsOf('--upstream http://u:hunter2@video', {
    REDIS_URL: 'redis//:hunter2@redis',
    REDIS_PASSWORD: 'hun\nhunter2',
    TOKEN_KEY_FILE: `${dir}/secret`
  })
  t.equal(problems.length, 4)
  t.notMatch(problems.map(describeProblem).join('\n'), 'hunter2')
})

t.test('a secret that is set twice, or whose file cannot be read, is a problem', async t => {
  const { problems } = settingsOf('', { TOKEN_KEY: 'x', TOKEN_KEY_FILE: '/y', REDIS_PASSWORD_FILE: '/none/such' })
  t.same(problems.map(describeProblem), [
    '--token-key (TOKEN_KEY): given both TOKEN_KEY and TOKEN_KEY_FILE; set only one of them',
    '--redis-password (REDIS_PASSWORD): given the file "/none/such" in REDIS_PASSWORD_FILE; the file cannot be read (ENOENT)'
  ])
})

import { readFileSync } from 'node:fs'
import t from 'tap'
import { optionNamed, type OptionName } from '../../../src/config/options/options.js'
import { findSource, type Env } from '../../../src/config/read/find-source.js'

function find (name: OptionName, env: Env = {}, flagValues?: Array<string | undefined>): object {
  return findSource(optionNamed(name), { flagValues, env, readFile: path => readFileSync(path, 'utf8') })
}

t.test('a flag takes precedence over the environment, and that over the default', async t => {
  t.match(find('limit', { STREAM_LIMIT: '5' }, ['7']), { source: 'flag', texts: ['7'] })
  t.match(find('limit', { STREAM_LIMIT: '5' }), { source: 'environment', variable: 'STREAM_LIMIT', texts: ['5'] })
  t.match(find('limit'), { source: 'default', texts: ['3'] })
  t.match(find('redisHost'), { source: 'unset', texts: [] })
})

t.test('an empty variable counts as not set', async t => {
  t.match(find('limit', { STREAM_LIMIT: '' }), { source: 'default' })
  t.match(find('publicPaths', { PUBLIC_PATHS: ' , ' }), { source: 'unset' })
  t.match(find('tokenKey', { TOKEN_KEY: 'x', TOKEN_KEY_FILE: '' }), { texts: ['x'] })
})

t.test('the last of several flags is used', async t => {
  t.match(find('limit', {}, ['1', '2']), { texts: ['2'] })
  t.match(find('publicPaths', {}, ['/a', '/b']), { texts: ['/a', '/b'] })
})

t.test('a flag without a value is a problem', async t => {
  t.match(find('limit', {}, [undefined]), { why: 'the flag has no value' })
  t.match(find('publicPaths', {}, ['/a', undefined]), { why: 'the flag has no value' })
})

t.test('the variable of a variadic option separates values by commas', async t => {
  t.match(find('publicPaths', { PUBLIC_PATHS: '/a, /b,,/c,' }), { texts: ['/a', '/b', '/c'] })
  t.match(find('viaName', { VIA_NAME: 'a,b' }), { texts: ['a,b'] }, 'that of a single value does not')
})

t.test('a secret can come from a file', async t => {
  const dir = t.testdir({ secret: '  hunter2\n', empty: '\n' })
  t.match(find('redisPassword', { REDIS_PASSWORD_FILE: `${dir}/secret` }), { source: 'environment', variable: 'REDIS_PASSWORD_FILE', texts: ['hunter2'] })
  t.match(find('redisPassword', { REDIS_PASSWORD_FILE: `${dir}/empty` }), { why: 'the file is empty' })
  t.match(find('redisPassword', { REDIS_PASSWORD_FILE: `${dir}/none` }), { where: `the file "${dir}/none" in REDIS_PASSWORD_FILE`, why: /ENOENT/ })
  t.match(find('redisPassword', { REDIS_PASSWORD_FILE: `${dir}/secret`, REDIS_PASSWORD: 'x' }), { where: 'both REDIS_PASSWORD and REDIS_PASSWORD_FILE', why: 'set only one of them' })
  t.match(find('redisPassword', { REDIS_PASSWORD_FILE: `${dir}/none` }, ['x']), { source: 'flag', texts: ['x'] })
})

t.test('only a secret can come from a file', async t => {
  t.match(find('limit', { STREAM_LIMIT_FILE: '/none' }), { source: 'default' })
})

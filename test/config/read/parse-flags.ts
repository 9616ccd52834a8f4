import t from 'tap'
import { hasSecret, parseFlags } from '../../../src/config/read/parse-flags.js'

function values (...argv: string[]): object {
  return Object.fromEntries(parseFlags(argv).values)
}

t.test('accepts a value after a space or an equals sign', async t => {
  t.same(values('--port', '80', '--host=::1'), { port: ['80'], host: ['::1'] })
  t.same(values('--redis-password=--x=y', '--via-name='), { redisPassword: ['--x=y'], viaName: [''] })
})

t.test('a variadic option takes all following values and can be repeated', async t => {
  t.same(values('--public', '/a', '/b', '--limit', '1', '--public=/c'), { publicPaths: ['/a', '/b', '/c'], limit: ['1'] })
})

t.test('records a flag without a value, and does not use the next flag as its value', async t => {
  t.same(values('--host', '--port', '80'), { host: [undefined], port: ['80'] })
  t.same(values('--redis-tls'), { redisTls: [undefined] })
})

t.test('a negative number is a value', async t => {
  t.same(values('--port', '-1'), { port: ['-1'] })
})

t.test('collects unknown arguments', async t => {
  t.match(parseFlags(['x', '--port', '80', 'y']), { unknownArguments: ['x', 'y'], unknown: [] })
  t.match(parseFlags(['--prot', '80', '--port', '81', '-x']), { unknownArguments: [], unknown: ['--prot', '80', '-x'] })
  t.same(Object.fromEntries(parseFlags(['--prot', '80', '--port', '81']).values), { port: ['81'] })
})

t.test('detects secrets', async t => {
  t.ok(hasSecret(parseFlags(['--redis-password', 'x'])))
  t.notOk(hasSecret(parseFlags(['--port', '80'])))
})

import { readFileSync } from 'node:fs'
import t from 'tap'
import { describeProblem } from '../../../src/config/problem.js'
import type { Env } from '../../../src/config/read/find-source.js'
import { readConfig, type ReadConfig } from '../../../src/config/read/read-config.js'

function read (commandLine: string, env: Env = {}): ReadConfig {
  return readConfig({ argv: commandLine.split(' ').filter(argument => argument !== ''), env, readFile: path => readFileSync(path, 'utf8') })
}

t.test('an empty configuration is valid: an in-memory store and no upstream', async t => {
  const result = read('')
  t.ok('config' in result)
  t.same('config' in result && result.config, {
    listen: { host: '0.0.0.0', port: 3000 },
    admin: { host: '127.0.0.1', port: 3001 },
    streams: { limit: 3, expirySeconds: 30, implicitRenewal: true, acquiresPerSecond: 200, tokenKey: 'streamgate' },
    http: { healthPath: '/', streamsPath: '/streams', publicPaths: [], trustedProxies: [], refusalStatus: 401 },
    transports: { path: false, query: undefined, cookie: undefined },
    cors: { origins: [], maxAgeSeconds: 7200 },
    upstream: undefined,
    redis: undefined,
    limits: {
      maxConnections: 16_384,
      maxRequests: 8192,
      maxRequestsPerStream: 32,
      maxLookups: 256,
      endedTokenRequests: 20,
      maxHeadBytes: 16_384,
      headTimeoutMs: 15_000,
      keepAliveTimeoutMs: 75_000,
      bodyTimeoutMs: 60_000,
      stallTimeoutMs: 60_000
    },
    outage: { mode: 'known', graceMs: 60_000 },
    workers: 1,
    stopping: { delayMs: 0, graceMs: 25_000 },
    log: { level: 'debug' }
  })
})

t.test('reports all problems together', async t => {
  const result = read('stray --limit 0 --admin-port 3000', { STREAM_EXPIRE: '3', REDIS_PORT: 'tcp://10.0.0.1:6379' })
  const problems = 'problems' in result ? result.problems.map(describeProblem) : []
  t.match(problems, [/^argument "stray"/, /^STREAM_EXPIRE/, /^--limit/, /^--redis-port .*Kubernetes/, /^--port \(PORT\) and --admin-port/])
  t.equal(problems.length, 5)
})

t.test('a flag replaces an invalid value of the environment', async t => {
  t.ok('config' in read('--redis-host redis --redis-port 6379', { REDIS_PORT: 'tcp://10.0.0.1:6379' }))
})

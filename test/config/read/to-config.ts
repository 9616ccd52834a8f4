import t from 'tap'
import type { Values } from '../../../src/config/options/options.js'
import { toConfig } from '../../../src/config/read/to-config.js'
import { settingsOf } from '../../fixtures/settings-of.js'

function valuesOf (commandLine: string): Values {
  const { settings, problems } = settingsOf(commandLine)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value])) as Values
}

t.test('every option of the gate reaches the configuration', async t => {
  const commandLine = '--host :: --port 1 --admin-host ::1 --admin-port 2 --limit 4 --expiry 5 --implicit-renewal false --acquire-rate 0.5 --token-key k ' +
    '--health-path /h --streams-path /s --public /a /b --trusted-proxy ::1 10.0.0.0/8 --refusal-status 403 --store-outage deny --workers auto --log-level warn'
  t.match(toConfig(valuesOf(commandLine)), {
    listen: { host: '::', port: 1 },
    admin: { host: '::1', port: 2 },
    streams: { limit: 4, expirySeconds: 5, implicitRenewal: false, acquiresPerSecond: 0.5, tokenKey: 'k' },
    http: { healthPath: '/h', streamsPath: '/s', publicPaths: ['/a', '/b'], trustedProxies: ['::1', '10.0.0.0/8'], refusalStatus: 403 },
    outage: { mode: 'deny', graceMs: 0 },
    workers: 'auto',
    log: { level: 'warn' }
  })
})

t.test('every limit reaches the configuration, times in milliseconds', async t => {
  const commandLine = '--max-connections 1 --max-requests 2 --max-requests-per-stream 3 --max-lookups 4 --ended-token-requests 8 --max-head-bytes 5000 ' +
    '--head-timeout 0.5 --keep-alive-timeout 6 --body-timeout 7 --stall-timeout 0'
  t.same(toConfig(valuesOf(commandLine)).limits, {
    maxConnections: 1,
    maxRequests: 2,
    maxRequestsPerStream: 3,
    maxLookups: 4,
    endedTokenRequests: 8,
    maxHeadBytes: 5000,
    headTimeoutMs: 500,
    keepAliveTimeoutMs: 6000,
    bodyTimeoutMs: 7000,
    stallTimeoutMs: 0
  })
})

t.test('every option of the upstream reaches the configuration, timeouts in milliseconds', async t => {
  const pem = '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n'
  const dir = t.testdir({ ca: `${pem}ca`, cert: `${pem}cert`, key: `${pem}key` })
  const commandLine = '--upstream https://video https://[::1]:8443 --upstream-host-header upstream --upstream-connect-timeout 0.25 --upstream-response-timeout 2 --upstream-idle-timeout 0 ' +
    '--upstream-max-connections 5 --upstream-max-pending 6 --upstream-max-failures 7 --upstream-probe-interval 0.5 ' +
    `--upstream-ca-file ${dir}/ca --upstream-cert-file ${dir}/cert --upstream-key-file ${dir}/key --upstream-server-name v --upstream-insecure true --via-name edge`
  t.same(toConfig(valuesOf(commandLine)).upstream, {
    endpoints: [
      { protocol: 'https:', host: 'video', port: 443, socketPath: undefined },
      { protocol: 'https:', host: '::1', port: 8443, socketPath: undefined }
    ],
    hostHeader: 'upstream',
    viaName: 'edge',
    connectTimeoutMs: 250,
    responseTimeoutMs: 2000,
    idleTimeoutMs: 0,
    maxConnections: 5,
    maxPending: 6,
    maxFailures: 7,
    probeIntervalMs: 500,
    tls: { ca: `${pem}ca`, cert: `${pem}cert`, key: `${pem}key`, serverName: 'v', insecure: true }
  })
})

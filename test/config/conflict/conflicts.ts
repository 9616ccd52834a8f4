import t from 'tap'
import { findConflicts } from '../../../src/config/conflict/find-conflicts.js'
import { findListeningConflicts } from '../../../src/config/conflict/find-listening-conflicts.js'
import { findPathConflicts } from '../../../src/config/conflict/find-path-conflicts.js'
import { findRedisConflicts } from '../../../src/config/conflict/find-redis-conflicts.js'
import { findRedisTlsConflicts } from '../../../src/config/conflict/find-redis-tls-conflicts.js'
import { findTransportConflicts } from '../../../src/config/conflict/find-transport-conflicts.js'
import { findUnpairedCertificates } from '../../../src/config/conflict/find-unpaired-certificates.js'
import { findUpstreamConflicts } from '../../../src/config/conflict/find-upstream-conflicts.js'
import { findWorkersConflicts } from '../../../src/config/conflict/find-workers-conflicts.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

type Find = typeof findConflicts
/** A command line, and the problems that it has, in order; none when nothing follows. */
type Case = readonly [commandLine: string, ...problems: ReadonlyArray<string | RegExp>]
/** What a rule says, and command lines that show it. */
type Topic = readonly [find: Find, rules: Readonly<Record<string, readonly Case[]>>]

const DIR = t.testdir({ cert: '-----BEGIN CERTIFICATE-----\n', pem: '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n' })

function listeners (host: string, adminHost: string): string {
  return `--host=${host} --admin-host=${adminHost} --port 80 --admin-port 80`
}

const SAME_PORT = /^--port \(PORT\) and --admin-port \(ADMIN_PORT\): given 80 for both/

const TOPICS: readonly Topic[] = [
  [findListeningConflicts, {
    'listeners on overlapping addresses cannot share a port': [
      [listeners('0.0.0.0', '127.0.0.1'), SAME_PORT],
      [listeners('127.0.0.1', '0.0.0.0'), SAME_PORT],
      [listeners('::', '127.0.0.1'), SAME_PORT],
      [listeners('::', '::1'), SAME_PORT],
      [listeners('0.0.0.0', '::'), SAME_PORT],
      [listeners('10.0.0.1', '10.0.0.1'), SAME_PORT],
      [listeners('localhost', '127.0.0.1'), SAME_PORT],
      [listeners('::1', 'localhost'), SAME_PORT],
      [listeners('0.0.0.0', 'gate'), SAME_PORT]
    ],
    'listeners on separate addresses, with different ports or with any free port do not conflict': [
      [listeners('127.0.0.1', '127.0.0.2')],
      [listeners('0.0.0.0', '::1')],
      [listeners('localhost', '10.0.0.1')],
      [listeners('gate', 'admin')],
      [''],
      ['--port 0 --admin-port 0']
    ],
    'an invalid listener causes no second problem': [['--port x --admin-port x'], ['--host [] --port 80 --admin-port 80']]
  }],
  [findPathConflicts, {
    'the health path and the streams path must differ': [
      ['--health-path /streams', /^--health-path \(HEALTH_PATH\) and --streams-path \(STREAMS_PATH\): given "\/streams" for both/]
    ],
    'a path of the gate cannot be public': [
      ['--public /a / /streams', /^--public .* and --health-path .*: given "\/" for both/, /^--public .* and --streams-path .*: given "\/streams" for both/]
    ],
    'the release path cannot have another purpose': [
      ['--health-path /streams/release', /^--health-path .* given "\/streams\/release"; clients release streams at this path/],
      ['--streams-path /s/ --public /s/release', /^--public .* given "\/s\/release"; clients release streams at this path/]
    ],
    'other paths do not conflict': [['--public /a /streams/ --health-path /healthz']],
    'an invalid path causes no second problem': [['--public a --health-path b --streams-path b']]
  }],
  [findRedisConflicts, {
    'each way to set the address of Redis is sufficient': [
      [''],
      ['--redis-url redis://redis'],
      ['--redis-host redis --redis-port 1 --redis-database 1'],
      ['--redis-sentinel s:1 --redis-sentinel-master m --redis-sentinel-password p --redis-database 1 --redis-password p'],
      ['--redis-cluster a:1 b:1 --redis-database 0']
    ],
    'two addresses of Redis contradict each other': [
      ['--redis-url redis://a --redis-host b', '--redis-url (REDIS_URL) and --redis-host (REDIS_HOST): each of them sets the address of Redis: set only one'],
      ['--redis-sentinel s:1 --redis-sentinel-master m --redis-cluster c:1', /^--redis-sentinel .* and --redis-cluster /]
    ],
    'Redis options need a Redis, so that the gate does not count in memory unnoticed': [
      ['--redis-port 6380 --redis-password x', /^--redis-port \(REDIS_PORT\) and --redis-password \(REDIS_PASSWORD\): no Redis is configured: also set one of --redis-url/]
    ],
    'an invalid address causes no second problem': [['--redis-host [] --redis-password x']],
    'an option without the option that it refines is reported': [
      ['--redis-url redis://redis --redis-port 1', '--redis-port (REDIS_PORT): it has no effect without --redis-host (REDIS_HOST)'],
      ['--redis-host redis --redis-sentinel-master m --redis-sentinel-username u',
        /^--redis-sentinel-master .* has no effect without --redis-sentinel /, /^--redis-sentinel-username .* has no effect without --redis-sentinel /]
    ],
    'sentinels need the name of their master': [['--redis-sentinel s:1', /^--redis-sentinel .* also set --redis-sentinel-master/]],
    'a cluster has only database 0': [['--redis-cluster c:1 --redis-database 2', '--redis-database (REDIS_DATABASE): given 2; Redis Cluster has only database 0']],
    'the URL and an option cannot set the same value': [
      ['--redis-url redis://u:p@redis/0 --redis-username u --redis-password p --redis-database 0',
        '--redis-username (REDIS_USERNAME) and --redis-url (REDIS_URL): both set it: set only one',
        '--redis-password (REDIS_PASSWORD) and --redis-url (REDIS_URL): both set it: set only one',
        '--redis-database (REDIS_DATABASE) and --redis-url (REDIS_URL): both set it: set only one'],
      ['--redis-url redis://redis --redis-username u --redis-password p --redis-database 1']
    ],
    'a client certificate of Redis needs its key': [[`--redis-url rediss://redis --redis-cert-file ${DIR}/cert`, /^--redis-cert-file .* also set --redis-key-file/]]
  }],
  [findRedisTlsConflicts, {
    'the scheme of the URL and --redis-tls must agree': [
      ['--redis-url redis://redis --redis-tls true', /^--redis-tls .* and --redis-url .*: given true with a URL without TLS/],
      ['--redis-url rediss://redis --redis-tls false', /given false with a URL over TLS/],
      ['--redis-url rediss://redis --redis-tls true'],
      ['--redis-url unix:///redis.sock --redis-tls false']
    ],
    'certificates of Redis need TLS': [
      ['--redis-host redis --redis-server-name r --redis-insecure true', /^--redis-server-name .* and --redis-insecure .*: certificates need TLS/],
      ['--redis-url redis://redis --redis-server-name r', /^--redis-server-name /],
      ['--redis-url rediss://redis --redis-server-name r --redis-insecure true'],
      ['--redis-host redis --redis-tls true --redis-server-name r'],
      ['--redis-host redis --redis-insecure false']
    ],
    'an invalid value of Redis causes no second problem': [['--redis-url redis --redis-server-name r'], ['--redis-host redis --redis-tls yes --redis-server-name r']]
  }],
  [findTransportConflicts, {
    'options of a transport need the transport': [
      ['--token-parameter st', /^--token-parameter .*the query transport is not enabled: add query to --token-transport \(TOKEN_TRANSPORTS\)/],
      ['--token-transport path --token-cookie a --token-cookie-path /b', /^--token-cookie .* and --token-cookie-path .*the cookie transport is not enabled/],
      ['--token-transport query cookie --token-parameter st --token-cookie a']
    ],
    'a cookie whose name starts with __Host- needs the path /': [
      ['--token-transport cookie --token-cookie __Host-s --token-cookie-path /live', /given "\/live" as the path; browsers accept/],
      ['--token-transport cookie --token-cookie __Host-s']
    ],
    'a path that starts with /~ conflicts with the path transport': [
      ['--token-transport path --streams-path /~s', /^--streams-path .*a path that starts with \/~ carries a token/],
      ['--streams-path /~s']
    ],
    '--cors-max-age needs --cors-origin': [
      ['--cors-max-age 5', /^--cors-max-age .*also set --cors-origin \(CORS_ORIGINS\)/],
      ['--cors-max-age 5 --cors-origin *']
    ],
    'an invalid transport causes no second problem': [['--token-transport x --token-parameter st'], ['']]
  }],
  [settings => findUnpairedCertificates(settings, 'redisCertFile', 'redisKeyFile'), {
    'a certificate and its key need each other': [
      [''],
      [`--redis-cert-file ${DIR}/pem --redis-key-file ${DIR}/pem`],
      [`--redis-cert-file ${DIR}/pem`, '--redis-cert-file (REDIS_CERT_FILE): also set --redis-key-file (REDIS_KEY_FILE)'],
      [`--redis-key-file ${DIR}/pem`, '--redis-key-file (REDIS_KEY_FILE): also set --redis-cert-file (REDIS_CERT_FILE)']
    ],
    'an invalid file causes no second problem': [[`--redis-cert-file ${DIR}/pem --redis-key-file ${DIR}/none`]]
  }],
  [findUpstreamConflicts, {
    'upstream options need an upstream': [
      ['--upstream-idle-timeout 5 --upstream-insecure true',
        '--upstream-idle-timeout (UPSTREAM_IDLE_TIMEOUT) and --upstream-insecure (UPSTREAM_INSECURE): no upstream is configured: also set --upstream (UPSTREAM_URL)'],
      ['--via-name edge']
    ],
    'certificates need an https: upstream': [
      ['--upstream http://video --upstream-server-name v', /^--upstream-server-name .*: given with an upstream at http:\/\/video; certificates need an https: upstream/],
      ['--upstream unix:/video.sock --upstream-insecure true', /^--upstream-insecure /],
      ['--upstream http://video --upstream-insecure false'],
      ['--upstream https://video --upstream-insecure true --upstream-server-name v']
    ],
    'endpoints are all over TLS, or none': [
      ['--upstream http://one https://two', /^--upstream .*: given http:\/\/one, https:\/\/two; use https: for all endpoints, or for none$/],
      ['--upstream https://one https://two --upstream-insecure true'],
      ['--upstream http://one unix:/two.sock']
    ],
    'an endpoint cannot be listed twice': [
      ['--upstream http://one --upstream http://one:80/', /^--upstream .*: given http:\/\/one, http:\/\/one:80\/; an endpoint is listed twice$/],
      ['--upstream unix:/one.sock unix:///one.sock', /an endpoint is listed twice$/],
      ['--upstream http://one http://one:81']
    ],
    'a client certificate of the upstream needs its key': [[`--upstream https://video --upstream-cert-file ${DIR}/cert`, /^--upstream-cert-file .* also set --upstream-key-file/]],
    'an invalid upstream causes no second problem': [['--upstream video --upstream-server-name v --upstream-idle-timeout 1']]
  }],
  [findWorkersConflicts, {
    'several workers need a Redis, whatever the number of CPUs': [
      ['--workers 2', /^--workers \(WORKERS\): given 2; each worker would store streams in its own memory: also set one of --redis-url \(REDIS_URL\)/],
      ['--workers auto', /given auto/]
    ],
    'several workers with a Redis, and a single worker, do not conflict': [
      [''],
      ['--workers 1'],
      ['--workers 4 --redis-url redis://redis'],
      ['--workers auto --redis-cluster a:1 b:2']
    ],
    'an invalid number of workers causes no second problem': [['--workers x'], ['--workers 2 --redis-url x']]
  }],
  [findConflicts, {
    'the conflicts of all topics are collected': [
      ['--admin-port 3000 --health-path /streams --upstream-idle-timeout 1 --redis-password x', /^--port/, /^--health-path/, /^--upstream-idle-timeout/, /^--redis-password/]
    ]
  }]
]

for (const [find, rules] of TOPICS) {
  for (const [rule, cases] of Object.entries(rules)) {
    t.test(rule, async t => {
      for (const [commandLine, ...problems] of cases) {
        const found = find(settingsOf(commandLine).settings).map(describeProblem)
        t.equal(found.length, problems.length, commandLine)
        t.match(found, problems, commandLine)
      }
    })
  }
}

import t from 'tap'
import type { OptionType, ReadFile } from '../../../src/config/option-type.js'
import type { RedisAddress } from '../../../src/config/types/redis-url.js'
import type { UpstreamEndpoint } from '../../../src/ports/upstream-settings.js'
import { addressRange } from '../../../src/config/types/address-range.js'
import { decimal } from '../../../src/config/types/decimal.js'
import { host } from '../../../src/config/types/host.js'
import { hostAndPort } from '../../../src/config/types/host-and-port.js'
import { oneOf } from '../../../src/config/types/one-of.js'
import { orWord } from '../../../src/config/types/or-word.js'
import { pemFile } from '../../../src/config/types/pem-file.js'
import { port } from '../../../src/config/types/port.js'
import { redisUrl } from '../../../src/config/types/redis-url.js'
import { seconds } from '../../../src/config/types/seconds.js'
import { httpToken, keyPrefix, nonEmptyText, parameterName, rawPath } from '../../../src/config/types/text.js'
import { trueOrFalse } from '../../../src/config/types/true-or-false.js'
import { upstreamUrl } from '../../../src/config/types/upstream-url.js'
import { webOrigin } from '../../../src/config/types/web-origin.js'
import { wholeNumber } from '../../../src/config/types/whole-number.js'

const FILES: Readonly<Record<string, string>> = {
  '/ca.pem': '# an authority\n-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
  '/rsa.key': '-----BEGIN RSA PRIVATE KEY-----\nMA==\n-----END RSA PRIVATE KEY-----\n',
  '/key.key': '-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n',
  '/empty': ''
}
const readFile: ReadFile = path => {
  const text = FILES[path]
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
  return text
}

interface Case {
  readonly type: OptionType<unknown>
  /** Texts that are accepted, each with its value; a text alone is its own value. */
  readonly accepted: ReadonlyArray<string | readonly [text: string, value: unknown]>
  /** Texts that are refused; with a reason where it says more than what is allowed. */
  readonly refused: ReadonlyArray<string | readonly [text: string, why: string | RegExp]>
  /** The description of what is allowed. */
  readonly allowed?: string
}

function redis (given: Partial<RedisAddress> = {}): RedisAddress {
  return { tls: false, host: 'redis', port: 6379, socketPath: undefined, username: undefined, password: undefined, database: undefined, ...given }
}

function endpoint (host: string, port: number, given: Partial<UpstreamEndpoint> = {}): UpstreamEndpoint {
  return { protocol: 'http:', host, port, socketPath: undefined, ...given }
}

const CASES: Readonly<Record<string, Case>> = {
  'addresses and CIDR ranges of both families': {
    type: addressRange,
    accepted: ['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '192.168.1.1/32', '::1', 'fd00::/8', '::/128'],
    refused: ['', 'localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0/8', '::/129', 'fe80::1%eth0', '10.0.0.0/8/8', '10.0.0.0 /8', '[::1]']
  },
  'numbers with and without a fraction': {
    type: decimal({ least: 0.5, most: 10 }),
    accepted: [['0.5', 0.5], ['10', 10], ['2.25', 2.25]],
    refused: ['0', '0.4', '10.1', '.5', '5.', '1e1', '-1', '', 'Infinity', 'NaN', '1,5']
  },
  'numbers, and 0 in addition to the range if it has a meaning': {
    type: decimal({ least: 0.5, most: 10, unit: 'acquires', zero: 'unlimited' }),
    accepted: [['0', 0], ['0.0', 0]],
    refused: ['0.4'],
    allowed: 'a number of acquires from 0.5 to 10, fractions allowed; 0 is unlimited'
  },
  'a host and a port, IPv6 in brackets': {
    type: hostAndPort,
    accepted: [['redis:6379', { host: 'redis', port: 6379 }], ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }], ['[::1]:65535', { host: '::1', port: 65_535 }]],
    refused: ['', 'redis', 'redis:', ':6379', 'redis:0', 'redis:65536', '::1:6379', '[redis]:1', '[::1]', 'a:1,b:2', 'redis://a:1', 'a:1/0', 'a:b:1']
  },
  'names and addresses': {
    type: host,
    accepted: ['localhost', 'redis-0.redis.svc.cluster.local', 'my_redis', 'a.example.', '1.example', '127.0.0.1', '0.0.0.0', '::', '::1', 'fe80::1%eth0'],
    refused: ['', 'a b', 'a:80', '[::1]', 'http://a', '-a', 'a..b', '.a', '256.0.0.1', '1.2.3', '12', 'a/b', 'user@a', 'x'.repeat(64), 'ä.example']
  },
  'one of its words, case-sensitive': {
    type: oneOf('info', 'warn', 'error'),
    accepted: ['info', 'error'],
    refused: ['Info', 'inf', '', 'info '],
    allowed: 'info, warn or error'
  },
  'a word and the values of another type': {
    type: orWord('auto', wholeNumber(1, 9)),
    accepted: ['auto', ['1', 1], ['9', 9]],
    refused: ['0', '10', 'AUTO', 'autos', ''],
    allowed: 'a whole number from 1 to 9, or auto'
  },
  'the text of a file with a certificate': {
    type: pemFile('CERTIFICATE'),
    accepted: [['/ca.pem', FILES['/ca.pem']]],
    refused: ['/rsa.key', ['/none', 'the file cannot be read (ENOENT)'], ['/empty', 'the file has no PEM block labelled CERTIFICATE']]
  },
  'the text of a file with a private key of any kind': {
    type: pemFile('PRIVATE KEY'),
    accepted: [['/rsa.key', FILES['/rsa.key']], ['/key.key', FILES['/key.key']]],
    refused: ['/ca.pem']
  },
  'TCP ports, and 0 for a free one': {
    type: port(0),
    accepted: [['0', 0], ['80', 80], ['65535', 65_535]],
    refused: ['65536', '-1', 'http', '']
  },
  'TCP ports; a service link of Kubernetes is refused with the remedy': {
    type: port(1),
    accepted: [['1', 1]],
    refused: ['0', ['tcp://10.0.0.1:6379', /Kubernetes.*enableServiceLinks: false.*flag/]]
  },
  'the URL of a Redis, with user, password and database': {
    type: redisUrl,
    accepted: [
      ['redis://redis', redis()],
      ['redis://redis/', redis()],
      ['redis://redis:6380/0', redis({ port: 6380, database: 0 })],
      ['redis://:pass@redis', redis({ password: 'pass' })],
      ['redis://user:p%40ss%2F@redis/12', redis({ username: 'user', password: 'p@ss/', database: 12 })],
      ['rediss://redis', redis({ tls: true })],
      ['redis://[::1]:6379', redis({ host: '::1' })]
    ],
    refused: ['', 'redis', 'redis:6379', 'redis:/redis', 'redis://', 'http://redis', 'redis://redis/x', 'redis://redis/1/2', 'redis://redis/65536',
      'redis://redis:0', 'redis://redis:65536', 'redis://redis?db=1', 'redis://redis#1', 'redis://:%zz@redis', 'redis://:a b@redis', 'redis://:pa/ss@redis']
  },
  'the URL of a Redis at a socket': {
    type: redisUrl,
    accepted: [
      ['unix:///run/redis.sock', redis({ host: 'localhost', port: 0, socketPath: '/run/redis.sock' })],
      ['unix:///run/redis.sock?db=3', redis({ host: 'localhost', port: 0, socketPath: '/run/redis.sock', database: 3 })]
    ],
    refused: ['unix:///', 'unix://host/redis.sock', 'unix:///a?db=x', 'unix:///a?db=1&password=x', 'unix:///a?x=1']
  },
  'seconds: one millisecond to one day': {
    type: seconds(),
    accepted: [['0.001', 0.001], ['1.5', 1.5], ['86400', 86_400]],
    refused: ['0', '0.0009', '86401', '5s', '5000ms']
  },
  'seconds, and 0 if it has a meaning': {
    type: seconds('unlimited'),
    accepted: [['0', 0]],
    refused: ['-1']
  },
  'a token of RFC 9110 and nothing that would break a header': {
    type: httpToken,
    accepted: ['streamgate-edge.1', '!~'],
    refused: ['', 'a b', 'a,b', 'a:1', '(x)', 'a\r\nb', 'ä']
  },
  'names that a query contains without encoding': {
    type: parameterName,
    accepted: ['stream_token', 'a-b.c~1'],
    refused: ['', 'a b', 'a=b', 'a&b', 'a%20', 'ä', 'a+']
  },
  'paths as in a request line, without decoding': {
    type: rawPath,
    accepted: ['/', '/a/b.m3u8', '/a%2Fb', '/a,b;c=1', '//x/../y'],
    refused: ['', 'a', 'http://h/a', '/a?b', '/a#b', '/a b', '/ä', '/a\n']
  },
  'any line of text except an empty one': {
    type: nonEmptyText,
    accepted: ['x', ' a b ', 'ключ'],
    refused: ['', 'a\nb', 'a\0b']
  },
  'visible text that adds no hash tag to keys': {
    type: keyPrefix,
    accepted: ['streamgate:', 'a|b~', 'x'.repeat(64)],
    refused: ['', 'a b', '{a}', 'a{', 'a}', 'é', 'x'.repeat(65)]
  },
  'true and false, and no other word for them': {
    type: trueOrFalse,
    accepted: [['true', true], ['false', false]],
    refused: ['1', '0', 'yes', 'no', 'TRUE', 'on', '']
  },
  'the URL of an upstream: a server or a socket': {
    type: upstreamUrl,
    accepted: [
      ['http://video', endpoint('video', 80)],
      ['http://video:8080/', endpoint('video', 8080)],
      ['https://video.example.com', endpoint('video.example.com', 443, { protocol: 'https:' })],
      ['http://[::1]:8080', endpoint('::1', 8080)],
      ['http://my_video:1', endpoint('my_video', 1)],
      ['unix:/run/video.sock', endpoint('localhost', 80, { socketPath: '/run/video.sock' })],
      ['unix:///run/video.sock', endpoint('localhost', 80, { socketPath: '/run/video.sock' })]
    ],
    refused: ['unix:', 'unix:/', 'unix:run/video.sock', 'unix://host/video.sock', 'unix:/a?b', 'unix:/a b',
      // Parts that would be ignored, and errors that URL parsers accept.
      '', 'video:8080', 'http://', 'http:/video', 'http:video', 'http:\\\\video', ' http://video', 'http://video ', 'http://video/path', 'http://video?', 'http://video#',
      'http://user:password@video', 'http://video:0', 'http://video:65536', 'ftp://video', 'ws://video', 'http://a..b', 'http://vi\tdeo']
  },
  'origins as browsers serialize them': {
    type: webOrigin,
    accepted: ['*', 'https://a.example', 'http://localhost:8080', 'http://127.0.0.1:1', 'https://[::1]:8443', 'https://*.example.com', 'http://*.a.b.example:8080'],
    refused: ['', 'null', 'a.example', 'https://', 'https://A.example', 'https://a.example/', 'https://a.example:443', 'http://a.example:80', 'https://a:0', 'https://a:65536',
      'ftp://a.example', 'https://*', 'https://*.com', 'https://a.*.example', 'https://*.127.0.0.1', 'https://u@a.example', 'https://a,https://b', '**', 'https://a.example\r\nx']
  },
  'only digits within the range': {
    type: wholeNumber(1, 1000),
    accepted: [['1', 1], ['1000', 1000], ['007', 7]],
    refused: ['0', '1001', '', ' 3', '3 ', '+3', '-3', '3.0', '1e2', '0x10', 'three', '９', '9'.repeat(400)]
  },
  'a range of 0 to 5': { type: wholeNumber(0, 5), accepted: [['0', 0]], refused: [], allowed: 'a whole number from 0 to 5' },
  'a range with a unit': { type: wholeNumber(1, 9, 'seconds'), accepted: [['9', 9]], refused: [], allowed: 'a whole number of seconds from 1 to 9' }
}

for (const [what, { type, accepted, refused, allowed }] of Object.entries(CASES)) {
  t.test(`accepts ${what}`, async t => {
    for (const each of accepted) {
      const [text, value] = typeof each === 'string' ? [each, each] : each
      t.same(type.parse(text, readFile), { value }, JSON.stringify(text))
    }
    for (const each of refused) {
      const [text, why] = typeof each === 'string' ? [each, undefined] : each
      const parsed = type.parse(text, readFile)
      t.notOk('value' in parsed, `but not ${JSON.stringify(text)}`)
      if (why !== undefined) t.match(parsed, { why })
    }
    if (allowed !== undefined) t.equal(type.allowed, allowed)
  })
}

import t from 'tap'
import { OPTION_NAMES, optionNamed, subjectOf, TOPICS } from '../../../src/config/options/options.js'
import { findUnknownNames } from '../../fixtures/find-unknown-names.js'

const options = OPTION_NAMES.map(optionNamed)
const certificate = (): string => '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n'

t.test('every option belongs to exactly one topic', async t => {
  const names = TOPICS.flatMap(topic => Object.keys(topic.options))
  t.same([...names].sort(), [...OPTION_NAMES].sort())
})

t.test('flags and variables, including those for files, are unique', async t => {
  const flags = options.map(({ flag }) => flag)
  const variables = options.flatMap(({ env, secret }) => secret === true ? [env, `${env}_FILE`] : [env])
  t.equal(new Set(flags).size, flags.length)
  t.equal(new Set(variables).size, variables.length)
})

t.test('every default and every example is allowed', async t => {
  for (const { flag, type, defaultText, example } of options) {
    if (defaultText !== undefined) t.ok('value' in type.parse(defaultText, certificate), `default of ${flag}`)
    t.ok('value' in type.parse(example, certificate), `example of ${flag}`)
  }
})

t.test('flags and variables have one form, and every option is documented in a sentence', async t => {
  for (const { flag, env, doc } of options) {
    t.match(flag, /^--[a-z]+(-[a-z]+)*$/)
    t.match(env, /^[A-Z]+(_[A-Z]+)*$/)
    t.match(doc, /^[A-Z].*\.$/)
  }
})

t.test('the defaults are those of the documented contract', async t => {
  const defaults = Object.fromEntries(options.flatMap(({ flag, defaultText }) => defaultText === undefined ? [] : [[flag, defaultText]]))
  t.same(defaults, {
    '--host': '0.0.0.0',
    '--port': '3000',
    '--admin-host': '127.0.0.1',
    '--admin-port': '3001',
    '--limit': '3',
    '--expiry': '30',
    '--implicit-renewal': 'true',
    '--acquire-rate': '200',
    '--token-key': 'streamgate',
    '--health-path': '/',
    '--streams-path': '/streams',
    '--refusal-status': '401',
    '--token-parameter': 'stream_token',
    '--token-cookie': 'stream_token',
    '--token-cookie-path': '/',
    '--token-cookie-same-site': 'lax',
    '--cors-max-age': '7200',
    '--max-connections': '16384',
    '--max-requests': '8192',
    '--max-requests-per-stream': '32',
    '--max-lookups': '256',
    '--ended-token-requests': '20',
    '--max-head-bytes': '16384',
    '--head-timeout': '15',
    '--keep-alive-timeout': '75',
    '--body-timeout': '60',
    '--stall-timeout': '60',
    '--upstream-host-header': 'client',
    '--upstream-connect-timeout': '5',
    '--upstream-response-timeout': '30',
    '--upstream-idle-timeout': '60',
    '--upstream-max-connections': '4096',
    '--upstream-max-pending': '1024',
    '--upstream-max-failures': '3',
    '--upstream-probe-interval': '10',
    '--upstream-insecure': 'false',
    '--via-name': 'streamgate',
    '--redis-port': '6379',
    '--redis-database': '0',
    '--redis-key-prefix': 'streamgate:',
    '--redis-connect-timeout': '5',
    '--redis-command-timeout': '0.2',
    '--redis-tls': 'false',
    '--redis-insecure': 'false',
    '--store-outage': 'known',
    '--outage-grace': '60',
    '--workers': '1',
    '--drain-delay': '0',
    '--drain-grace': '25',
    '--log-level': 'debug'
  })
})

t.test('the secrets are the token key and all options that can contain a password', async t => {
  const secrets = options.filter(({ secret }) => secret).map(({ flag }) => flag)
  t.same(secrets, ['--token-key', '--redis-url', '--redis-password', '--redis-sentinel-password'])
})

t.test('a problem shows the flag and the variable of an option', async t => {
  t.equal(subjectOf('port', 'limit'), '--port (PORT) and --limit (STREAM_LIMIT)')
})

t.test('texts mention only flags, variables and metrics that exist', async t => {
  for (const { title, intro } of TOPICS) t.same(findUnknownNames(intro), [], title)
  for (const { flag, doc, more = '' } of options) t.same(findUnknownNames(`${doc} ${more}`), [], flag)
})

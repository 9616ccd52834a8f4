import t from 'tap'
import { describeSettings, tabulateSettings } from '../../../src/config/describe/describe-settings.js'
import { OPTION_NAMES } from '../../../src/config/options/options.js'
import { settingsOf } from '../../fixtures/settings-of.js'

const settings = describeSettings(settingsOf('--limit 5', { REDIS_URL: 'redis://u:hunter2@redis', TOKEN_KEY: 'hunter2' }).settings)

t.test('describes the value and the source of every option, without secrets', async t => {
  t.equal(settings.length, OPTION_NAMES.length)
  t.match(settings.find(({ flag }) => flag === '--limit'), { env: 'STREAM_LIMIT', value: '5', source: 'flag', variable: null })
  t.match(settings.find(({ flag }) => flag === '--redis-url'), { value: 'redis://***@redis', source: 'environment', variable: 'REDIS_URL' })
  t.match(settings.find(({ flag }) => flag === '--upstream'), { value: null, source: 'unset', variable: null })
  t.notMatch(JSON.stringify(settings), 'hunter2')
})

t.test('the table has one line per option, in columns', async t => {
  const lines = tabulateSettings(settings).split('\n')
  t.equal(lines.length, OPTION_NAMES.length + 1)
  t.match(lines.find(line => line.startsWith('--limit')), /^--limit +5 +flag$/)
  t.match(lines.find(line => line.startsWith('--token-key')), /^--token-key +\*\*\* +environment TOKEN_KEY$/)
  t.match(lines.find(line => line.startsWith('--upstream ')), /^--upstream +- +unset$/)
})

import t from 'tap'
import { describeHelp } from '../../../src/config/describe/describe-help.js'
import { OPTION_NAMES, OPTIONS, TOPICS } from '../../../src/config/options/options.js'

const help = describeHelp({
  commands: [{ usage: 'config show', doc: 'print settings' }],
  switches: [{ usage: '-h, --help', doc: 'print this' }],
  columns: 100
})

t.test('lists every option with its variable, by topic', async t => {
  for (const { title } of TOPICS) t.match(help, `\n${title}:\n`)
  for (const name of OPTION_NAMES) {
    t.match(help, `  ${OPTIONS[name].flag} <`)
    t.match(help.replace(/\s+/g, ' '), `env: ${OPTIONS[name].env})`)
  }
})

t.test('shows the defaults', async t => {
  t.match(help.replace(/\s+/g, ' '), '(default: 3, env: STREAM_LIMIT)')
  t.match(help, '--public <path...>')
})

t.test('lists commands and switches', async t => {
  t.match(help, /^Usage: streamgate \[command\] \[options\]\n/)
  t.match(help, /\nCommands:\n +config show +print settings\n/)
  t.match(help, /\nOptions:\n +-h, --help +print this\n/)
})

t.test('fits the width of the terminal', async t => {
  t.ok(help.split('\n').every(line => line.length <= 100))
})

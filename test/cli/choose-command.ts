import t from 'tap'
import { chooseCommand } from '../../src/cli/choose-command.js'
import type { Command } from '../../src/cli/command.js'

function command (...words: string[]): Command {
  return { words, doc: '', run: () => 0 }
}

const serve = command('serve')
const check = command('config', 'check')
const show = command('config', 'show')

function choose (...argv: string[]): object {
  return chooseCommand([serve, check, show], argv)
}

t.test('the words before the first option select the command', async t => {
  t.same(choose('config', 'show', '--port', '80'), { command: show, argv: ['--port', '80'] })
  t.same(choose('serve'), { command: serve, argv: [] })
  t.same(choose('config', 'check', 'more'), { command: check, argv: ['more'] })
})

t.test('without words the first command is selected', async t => {
  t.same(choose(), { command: serve, argv: [] })
  t.same(choose('--port', '80'), { command: serve, argv: ['--port', '80'] })
})

t.test('unknown words are a problem, with a suggestion', async t => {
  t.match(choose('srve', '--port', '80'), { problem: { subject: '"srve"', why: /did you mean serve\?/ }, argv: ['--port', '80'] })
  t.match(choose('config', 'chek'), { problem: { why: /did you mean config check\?/ } })
  t.match(choose('config'), { problem: { why: /the commands are serve, config check, config show/ } })
})

import { readFileSync } from 'node:fs'
import t from 'tap'
import { describeOptions } from '../../../src/config/describe/describe-options.js'
import { OPTION_NAMES, optionNamed } from '../../../src/config/options/options.js'

t.test('every option has a section with all of its facts', async t => {
  const text = describeOptions()
  for (const name of OPTION_NAMES) {
    const { flag, env, doc, defaultText, secret } = optionNamed(name)
    const section = text.split(/\n(?=##)/).find(part => part.startsWith(`### \`${flag}\`\n`)) ?? ''
    for (const fact of [doc, `\`${env}\``, `- Default: ${defaultText === undefined ? 'none' : `\`${defaultText}\``}`]) t.ok(section.includes(fact), `${flag}: ${fact}`)
    t.equal(section.includes(`${env}_FILE`), secret === true)
  }
})

t.test('docs/CONFIGURATION.md is up to date', async t => {
  t.equal(readFileSync('docs/CONFIGURATION.md', 'utf8'), describeOptions(), 'run `npm run docs`')
})

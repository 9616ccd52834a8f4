import type { Option } from '../option.js'
import { TOPICS, type Topic } from '../options/options.js'

const HEAD = `# Configuration

<!-- Written by \`npm run docs\` from src/config/options: change it there. -->

Set every option by a flag or by an environment variable. A flag takes precedence over the variable, and the
variable over the default. An empty variable counts as not set.

- \`streamgate config check\` validates a configuration without opening a port. It exits with 0 or 2.
- \`streamgate config show\` prints the value of every option and its source, without secrets. Add \`--json\` for
  JSON.
- All problems are reported together: unknown flags, invalid values, and options that contradict each other. The
  gate then exits with 2 before it opens a port.
- An option with several values accepts them in sequence (\`--public /a /b\`) or repeated
  (\`--public /a --public /b\`). The environment variable separates them by commas (\`PUBLIC_PATHS=/a,/b\`).
  Write a value that starts with a dash after an equals sign: \`--redis-password=-x-\`.
- To keep a secret out of the environment, store it in a file: \`REDIS_PASSWORD_FILE=/run/secrets/redis\` reads
  that file and removes surrounding whitespace. Set the variable or the file, not both.
`

/** docs/CONFIGURATION.md: all options by topic, in Markdown. */
export function describeOptions (): string {
  return [HEAD, ...TOPICS.map(describeTopic)].join('\n')
}

function describeTopic ({ title, intro, options }: Topic): string {
  const all = Object.values(options)
  return [
    `## ${title}\n`,
    `${intro}\n`,
    '| Flag | Environment | Default |',
    '| --- | --- | --- |',
    ...all.map(({ flag, env, defaultText }) => `| [\`${flag}\`](#${flag}) | \`${env}\` | ${describeDefault(defaultText)} |`),
    '',
    ...all.map(describeOption)
  ].join('\n')
}

function describeOption (option: Option): string {
  const { flag, env, placeholder, type, variadic, defaultText, secret, doc, more, example } = option
  const facts = [
    ['Flag', `\`${flag} <${placeholder}>${variadic === true ? '...' : ''}\``],
    ['Environment', `\`${env}\`${secret === true ? `, or \`${env}_FILE\` with the path of a file` : ''}${variadic === true ? ', separated by commas' : ''}`],
    ['Default', describeDefault(defaultText)],
    ['Allowed', escapeCode(type.allowed)],
    ...secret === true ? [['Secret', 'never shown, not even in an error message']] : [],
    ['Example', `\`${flag} ${example}\``]
  ]
  return [
    `### \`${flag}\`\n`,
    `${more === undefined ? doc : `${doc} ${more}`}\n`,
    ...facts.map(([name, fact]) => `- ${name}: ${fact}`),
    ''
  ].join('\n')
}

function describeDefault (defaultText: string | undefined): string {
  return defaultText === undefined ? 'none' : `\`${defaultText}\``
}

/** Escapes the punctuation of Markdown. */
function escapeCode (text: string): string {
  return text.replace(/[\\`*_[\]<>|~]/g, '\\$&')
}

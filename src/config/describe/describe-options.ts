import type { Option } from '../option.js'
import { TOPICS, type Topic } from '../options/options.js'

const HEAD = `# Configuration

<!-- Written by \`npm run docs\` from src/config/options: change it there. -->

Every option can be given as a flag or as an environment variable. The flag wins over the variable, the
variable over the default; a variable that is set but empty counts as not set.

- \`streamgate config check\` says whether a configuration is valid, with exit code 0 or 2, without opening a port.
- \`streamgate config show\` prints every option's effective value and where it came from, without secrets;
  \`--json\` does it for programs.
- Whatever is wrong is reported at once: unknown flags, values that are not allowed, options that contradict
  each other. The gate then ends with exit code 2 before it opens a port.
- Options with several values take them one after the other (\`--public /a /b\`) or repeated
  (\`--public /a --public /b\`); in the environment they are separated by commas (\`PUBLIC_PATHS=/a,/b\`).
  A value that starts with a dash is written with an equals sign: \`--redis-password=-x-\`.
- A secret can be kept out of the environment: \`REDIS_PASSWORD_FILE=/run/secrets/redis\` reads it from that
  file, without the blanks and line feeds around it. Give the variable or the file, not both.
`

/** docs/CONFIGURATION.md: every option by topic, for an operator to read. */
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
    ...all.map(({ flag, env, fallback }) => `| [\`${flag}\`](#${flag}) | \`${env}\` | ${describeDefault(fallback)} |`),
    '',
    ...all.map(describeOption)
  ].join('\n')
}

function describeOption (option: Option): string {
  const { flag, env, placeholder, kind, many, fallback, secret, doc, more, example } = option
  const facts = [
    ['Flag', `\`${flag} <${placeholder}>${many === true ? '...' : ''}\``],
    ['Environment', `\`${env}\`${secret === true ? `, or \`${env}_FILE\` with the path of a file` : ''}${many === true ? ', separated by commas' : ''}`],
    ['Default', describeDefault(fallback)],
    ['Allowed', escapeCode(kind.allowed)],
    ...secret === true ? [['Secret', 'never shown, and never quoted in a problem']] : [],
    ['Example', `\`${flag} ${example}\``]
  ]
  return [
    `### \`${flag}\`\n`,
    `${more === undefined ? doc : `${doc} ${more}`}\n`,
    ...facts.map(([name, fact]) => `- ${name}: ${fact}`),
    ''
  ].join('\n')
}

function describeDefault (fallback: string | undefined): string {
  return fallback === undefined ? 'none' : `\`${fallback}\``
}

/** Punctuation that Markdown would take for its own. */
function escapeCode (text: string): string {
  return text.replace(/[\\`*_[\]<>|~]/g, '\\$&')
}

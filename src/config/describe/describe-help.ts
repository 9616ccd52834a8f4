import { Command, Option as Flag } from 'commander'
import { TOPICS } from '../options/options.js'

/** A command or a switch in the help. */
export interface Described {
  /** What the user types: `config show`, `-h, --help`. */
  readonly usage: string
  readonly doc: string
}

/** The text of `--help`, at most `columns` wide. */
export function describeHelp ({ commands, switches, columns }: {
  commands: readonly Described[]
  switches: readonly Described[]
  columns: number
}): string {
  const command = new Command('streamgate')
    .usage('[command] [options]')
    .description('A reverse proxy that limits how many streams a viewer can watch at once.\n\n' +
      'A flag takes precedence over its environment variable, and the variable over the default. `streamgate config docs` documents every option.')
    .configureOutput({ getOutHelpWidth: () => columns, getOutHasColors: () => false })
    .helpOption(false)
    .helpCommand(false)
  for (const { usage, doc } of switches) command.addOption(new Flag(usage, doc))
  for (const { title, options } of TOPICS) {
    for (const { flag, placeholder, variadic, doc, env, defaultText } of Object.values(options)) {
      const option = new Flag(`${flag} <${placeholder}${variadic === true ? '...' : ''}>`, doc).env(env).helpGroup(`${title}:`)
      command.addOption(defaultText === undefined ? option : option.default(defaultText, defaultText))
    }
  }
  for (const { usage, doc } of commands) command.addCommand(new Command(usage).description(doc).helpOption(false))
  return command.helpInformation()
}

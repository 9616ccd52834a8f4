import { Command, Option as Flag } from 'commander'
import { OPTION_NAMES, OPTIONS, optionNamed, type OptionName } from '../options/options.js'

/** What stands on a command line. Nothing of it is judged yet. */
export interface GivenFlags {
  /** The values of each option that was given, in order; undefined is a flag without a value. */
  readonly values: ReadonlyMap<OptionName, ReadonlyArray<string | undefined>>
  /** Arguments that belong to no flag. */
  readonly unknownArguments: readonly string[]
  /** From the first flag that nobody knows on: that flag and what else belongs to no known one. */
  readonly unknown: readonly string[]
}

/** Takes the arguments behind the command apart: `--flag value`, `--flag=value`, `--many a b --many c`. */
export function parseFlags (argv: readonly string[]): GivenFlags {
  const values = new Map<OptionName, Array<string | undefined>>()
  const command = new Command()
  for (const name of OPTION_NAMES) {
    const { flag, many } = optionNamed(name)
    // In brackets, so that a missing value is reported with all other problems instead of ending the parse.
    const declared = new Flag(`${flag} ${many === true ? '[values...]' : '[value]'}`)
    command.addOption(declared)
    command.on(`option:${declared.name()}`, (value: string | null) => {
      values.set(name, [...values.get(name) ?? [], value ?? undefined])
    })
  }
  const { operands, unknown } = command.parseOptions([...argv])
  return { values, unknownArguments: operands, unknown }
}

/** Whether a secret is among the flags, so that a stray argument may be a piece of it. */
export function hasSecret ({ values }: GivenFlags): boolean {
  return [...values.keys()].some(name => 'secret' in OPTIONS[name])
}

import { Command, Option as Flag } from 'commander'
import { OPTION_NAMES, OPTIONS, optionNamed, type OptionName } from '../options/options.js'

/** The parsed command line, not yet validated. */
export interface GivenFlags {
  /** The values of each option that was given, in order; undefined is a flag without a value. */
  readonly values: ReadonlyMap<OptionName, ReadonlyArray<string | undefined>>
  /** Arguments that belong to no flag. */
  readonly unknownArguments: readonly string[]
  /** The first unknown flag, and all following arguments that belong to no known flag. */
  readonly unknown: readonly string[]
}

/** Parses the arguments after the command: `--flag value`, `--flag=value`, `--list a b --list c`. */
export function parseFlags (argv: readonly string[]): GivenFlags {
  const values = new Map<OptionName, Array<string | undefined>>()
  const command = new Command()
  for (const name of OPTION_NAMES) {
    const { flag, variadic } = optionNamed(name)
    // Optional, so that a missing value is reported together with all other problems instead of ending the parse.
    const declared = new Flag(`${flag} ${variadic === true ? '[values...]' : '[value]'}`)
    command.addOption(declared)
    command.on(`option:${declared.name()}`, (value: string | null) => {
      values.set(name, [...values.get(name) ?? [], value ?? undefined])
    })
  }
  const { operands, unknown } = command.parseOptions([...argv])
  return { values, unknownArguments: operands, unknown }
}

/** Whether a secret is among the flags, so that an unknown argument may be part of it. */
export function hasSecret ({ values }: GivenFlags): boolean {
  return [...values.keys()].some(name => 'secret' in OPTIONS[name])
}

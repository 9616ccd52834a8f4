import type { Config } from '../config.js'
import { findConflicts } from '../conflict/find-conflicts.js'
import type { ReadFile } from '../option-type.js'
import type { Values } from '../options/options.js'
import type { Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { findMisspeltVariables } from './find-misspelt-variables.js'
import type { Env } from './find-source.js'
import { findUnknownArguments } from './find-unknown-arguments.js'
import { parseFlags } from './parse-flags.js'
import { readSettings } from './read-settings.js'
import { toConfig } from './to-config.js'

/** The sources of a configuration. */
export interface Sources {
  /** The command line after the command. */
  readonly argv: readonly string[]
  readonly env: Env
  readonly readFile: ReadFile
}

/** A valid configuration with its settings, or all of its problems. */
export type ReadConfig =
  | { readonly config: Config, readonly settings: Settings }
  | { readonly problems: readonly Problem[] }

/** Reads the configuration from flags, environment and defaults. Pure except for `readFile`; never throws. */
export function readConfig ({ argv, env, readFile }: Sources): ReadConfig {
  const flags = parseFlags(argv)
  const { settings, problems } = readSettings({ flags, env, readFile })
  const all = [...findUnknownArguments(flags), ...findMisspeltVariables(env), ...problems, ...findConflicts(settings)]
  return all.length > 0 ? { problems: all } : { config: toConfig(valuesOf(settings)), settings }
}

function valuesOf (settings: Settings): Values {
  const values = Object.entries(settings).map(([name, { value }]) => [name, value])
  // Without a problem each option has a value of its type.
  return Object.fromEntries(values) as Values
}

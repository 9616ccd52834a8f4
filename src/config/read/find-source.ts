import type { ReadFile } from '../option-type.js'
import type { Option } from '../option.js'
import type { Setting } from '../options/setting.js'
import { readText } from '../types/read-text.js'

/** Environment variables. An empty one counts as not set. */
export type Env = Readonly<Record<string, string | undefined>>

type Source = Pick<Setting, 'source' | 'variable'>

/** The texts of an option and where they were found. One, unless the option has many or is unset. */
export interface Given extends Source { readonly texts: readonly string[] }

/** Something was given, but no text came of it. */
interface Nothing extends Source {
  /** What was given and where, as far as it may be shown. */
  readonly where: string | undefined
  readonly why: string
}

/** Finds what was said of an option: the flag wins over the environment, and that over the default. */
export function findSource (option: Option, { flagValues, env, readFile }: {
  flagValues: ReadonlyArray<string | undefined> | undefined
  env: Env
  readFile: ReadFile
}): Given | Nothing {
  if (flagValues !== undefined) return fromFlag(option, flagValues)
  const fileVariable = `${option.env}_FILE`
  const text = env[option.env] ?? ''
  const path = option.secret === true ? env[fileVariable] ?? '' : ''
  if (text !== '' && path !== '') {
    return { source: 'environment', variable: option.env, where: `both ${option.env} and ${fileVariable}`, why: 'set only one of them' }
  }
  if (path !== '') return fromFile(fileVariable, path, readFile)
  const texts = option.many === true ? text.split(',').map(item => item.trim()) : [text]
  const said = texts.filter(item => item !== '')
  if (said.length > 0) return { source: 'environment', variable: option.env, texts: said }
  if (option.fallback !== undefined) return { source: 'default', variable: undefined, texts: [option.fallback] }
  return { source: 'unset', variable: undefined, texts: [] }
}

/** A single value that is given again replaces the one before, as a wrapper script expects. */
function fromFlag ({ many }: Option, values: ReadonlyArray<string | undefined>): Given | Nothing {
  const said = many === true ? values : values.slice(-1)
  const texts = said.filter(value => value !== undefined)
  if (texts.length < said.length) return { source: 'flag', variable: undefined, where: undefined, why: 'the flag has no value' }
  return { source: 'flag', variable: undefined, texts }
}

/** Secrets that an orchestrator mounts end in a line feed more often than not. */
function fromFile (variable: string, path: string, readFile: ReadFile): Given | Nothing {
  const where = `the file ${JSON.stringify(path)} in ${variable}`
  const reading = readText(path, readFile)
  if (!('value' in reading)) return { source: 'environment', variable, where, why: reading.why }
  const text = reading.value.trim()
  if (text === '') return { source: 'environment', variable, where, why: 'the file is empty' }
  return { source: 'environment', variable, texts: [text] }
}

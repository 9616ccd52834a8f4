import type { ReadFile } from '../option-type.js'
import type { Option } from '../option.js'
import type { Setting } from '../options/setting.js'
import { readText } from '../types/read-text.js'

/** Environment variables. An empty one counts as not set. */
export type Env = Readonly<Record<string, string | undefined>>

type Source = Pick<Setting, 'source' | 'variable'>

/** The texts of an option and their source: one text, unless the option is variadic or unset. */
export interface Given extends Source { readonly texts: readonly string[] }

/** The option was given, but has no text. */
interface Failed extends Source {
  /** The given value and its source, as far as they may be shown. */
  readonly where: string | undefined
  readonly why: string
}

/** Finds the source of an option: the flag takes precedence over the environment, and that over the default. */
export function findSource (option: Option, { flagValues, env, readFile }: {
  flagValues: ReadonlyArray<string | undefined> | undefined
  env: Env
  readFile: ReadFile
}): Given | Failed {
  if (flagValues !== undefined) return fromFlag(option, flagValues)
  const fileVariable = `${option.env}_FILE`
  const text = env[option.env] ?? ''
  const path = option.secret === true ? env[fileVariable] ?? '' : ''
  if (text !== '' && path !== '') {
    return { source: 'environment', variable: option.env, where: `both ${option.env} and ${fileVariable}`, why: 'set only one of them' }
  }
  if (path !== '') return fromFile(fileVariable, path, readFile)
  const texts = option.variadic === true ? text.split(',').map(item => item.trim()) : [text]
  const items = texts.filter(item => item !== '')
  if (items.length > 0) return { source: 'environment', variable: option.env, texts: items }
  if (option.defaultText !== undefined) return { source: 'default', variable: undefined, texts: [option.defaultText] }
  return { source: 'unset', variable: undefined, texts: [] }
}

/** If a flag with a single value is repeated, the last value is used, as wrapper scripts expect. */
function fromFlag ({ variadic }: Option, values: ReadonlyArray<string | undefined>): Given | Failed {
  const used = variadic === true ? values : values.slice(-1)
  const texts = used.filter(value => value !== undefined)
  if (texts.length < used.length) return { source: 'flag', variable: undefined, where: undefined, why: 'the flag has no value' }
  return { source: 'flag', variable: undefined, texts }
}

/** Surrounding whitespace is removed: mounted secrets often end with a line feed. */
function fromFile (variable: string, path: string, readFile: ReadFile): Given | Failed {
  const where = `the file ${JSON.stringify(path)} in ${variable}`
  const result = readText(path, readFile)
  if (!('value' in result)) return { source: 'environment', variable, where, why: result.why }
  const text = result.value.trim()
  if (text === '') return { source: 'environment', variable, where, why: 'the file is empty' }
  return { source: 'environment', variable, texts: [text] }
}

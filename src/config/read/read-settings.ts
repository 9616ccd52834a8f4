import type { ReadFile } from '../option-type.js'
import type { Option } from '../option.js'
import { OPTION_NAMES, optionNamed, subjectOf, type OptionName } from '../options/options.js'
import type { Setting, Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { findSource, type Env, type Given } from './find-source.js'
import type { GivenFlags } from './parse-flags.js'

/** Reads all options: from the flag, else from the environment, else the default. */
export function readSettings ({ flags, env, readFile }: {
  flags: GivenFlags
  env: Env
  readFile: ReadFile
}): { settings: Settings, problems: Problem[] } {
  const problems: Problem[] = []
  const settings = OPTION_NAMES.map(name => [name, readSetting(name)])
  // It has all names of the table, each with a value of its type.
  return { settings: Object.fromEntries(settings) as Settings, problems }

  function readSetting (name: OptionName): Setting {
    const option = optionNamed(name)
    const subject = subjectOf(name)
    const given = findSource(option, { flagValues: flags.values.get(name), env, readFile })
    const setting = { source: given.source, variable: given.variable }
    if ('why' in given) {
      const { where, why } = given
      problems.push({ subject, why, ...where === undefined ? { allowed: option.type.allowed } : { given: where } })
      return { ...setting, shown: undefined, value: undefined }
    }
    const results = given.texts.map(text => {
      const result = option.type.parse(text, readFile)
      if (!('value' in result)) problems.push({ subject, given: quote(option, text, given), why: result.why, allowed: option.type.allowed })
      return result
    })
    const values = results.flatMap(result => 'value' in result ? [result.value] : [])
    if (values.length < results.length) return { ...setting, shown: undefined, value: undefined }
    return { ...setting, shown: show(option, given), value: option.variadic === true ? values : values[0] }
  }
}

/** The given value and its source, for a problem. */
function quote (option: Option, text: string, { source, variable }: Given): string {
  const value = option.secret === true ? 'a secret value' : JSON.stringify(option.redact?.(text) ?? text)
  return `${value} ${source === 'flag' ? 'in the flag' : `in ${variable}`}`
}

function show ({ secret, redact = secret === true ? () => '***' : undefined }: Option, { source, texts }: Given): string | undefined {
  if (source === 'unset') return undefined
  return texts.map(text => source === 'default' ? text : redact?.(text) ?? text).join(', ')
}

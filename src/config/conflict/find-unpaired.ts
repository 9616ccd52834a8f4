import { subjectOf, type OptionName } from '../options/options.js'
import { isGiven, isNamed, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'

/** A certificate proves nothing without its key, nor a key without its certificate. */
export function findUnpaired (settings: Settings, certFile: OptionName, keyFile: OptionName): Problem[] {
  return [[certFile, keyFile] as const, [keyFile, certFile] as const].flatMap(([one, other]) =>
    isGiven(settings[one]) && !isNamed(settings[other])
      ? [{ subject: subjectOf(one), why: `also set ${subjectOf(other)}` }]
      : [])
}

import { subjectOf, type OptionName } from '../options/options.js'
import { isValid, isGiven, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'

/** A certificate needs its key, and a key its certificate. */
export function findUnpairedCertificates (settings: Settings, certFile: OptionName, keyFile: OptionName): Problem[] {
  return [[certFile, keyFile] as const, [keyFile, certFile] as const].flatMap(([one, other]) =>
    isValid(settings[one]) && !isGiven(settings[other])
      ? [{ subject: subjectOf(one), why: `also set ${subjectOf(other)}` }]
      : [])
}

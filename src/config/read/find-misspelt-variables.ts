import { OPTION_NAMES, OPTIONS } from '../options/options.js'
import type { Problem } from '../problem.js'
import { nearest } from './nearest.js'

const PREFIX = 'STREAM_'
const VARIABLES = OPTION_NAMES.map(name => OPTIONS[name].env)
const AFTER_PREFIX = VARIABLES.filter(env => env.startsWith(PREFIX)).map(env => env.slice(PREFIX.length))

/**
 * Finds misspelt variables. It checks only variables with our prefix, and reports only near misses: an
 * environment contains many variables of other programs.
 */
export function findMisspeltVariables (env: Readonly<Record<string, string | undefined>>): Problem[] {
  return Object.keys(env).sort().flatMap(variable => {
    if (!variable.startsWith(PREFIX) || env[variable] === '' || VARIABLES.some(ours => ours === variable)) return []
    const meant = nearest(variable.slice(PREFIX.length), AFTER_PREFIX)
    return meant === undefined ? [] : [{ subject: variable, why: `unknown variable; did you mean ${PREFIX}${meant}?` }]
  })
}

import { OPTION_NAMES, OPTIONS } from '../options/options.js'
import type { Problem } from '../problem.js'
import { nearest } from './nearest.js'
import { hasSecret, type GivenFlags } from './parse-flags.js'

/** Candidates for a misspelt flag: the flags, and the names of the variables in the form of a flag. */
const CANDIDATES = new Map(OPTION_NAMES.flatMap(name => {
  const { flag, env } = OPTIONS[name]
  return [[`--${env.toLowerCase().replaceAll('_', '-')}`, flag], [flag, flag]]
}))

/**
 * Reports unknown flags and arguments. The value of an unknown flag may be a secret (`--redis-pasword hunter2`),
 * so only the name of the flag is shown.
 */
export function findUnknownArguments (flags: GivenFlags): Problem[] {
  const unknown = flags.unknown.filter(argument => argument.startsWith('-') && argument !== '--').map(nameOf)
  const quotable = unknown.length === 0 && !hasSecret(flags)
  return [
    ...unknown.map(reportFlag),
    ...flags.unknownArguments.filter(argument => argument !== '--').map(argument => ({
      subject: quotable ? `argument ${JSON.stringify(argument)}` : 'an argument (not shown: it may be part of a secret)',
      why: 'it belongs to no option: put commands before options, and quote values that contain spaces'
    }))
  ]
}

function reportFlag (flag: string): Problem {
  const meant = CANDIDATES.get(nearest(flag, [...CANDIDATES.keys()]) ?? '')
  return { subject: flag, why: `unknown option${meant === undefined ? '; `streamgate --help` lists all options' : `; did you mean ${meant}?`}` }
}

/** `--flag` of `--flag=value`, `-f` of `-fvalue`. */
function nameOf (argument: string): string {
  return argument.startsWith('--') ? argument.replace(/=.*$/s, '') : argument.slice(0, 2)
}

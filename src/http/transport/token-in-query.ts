import type { Refusal } from '../../domain/refusal.js'

/** What a target's query says of a token. */
export interface QueryToken {
  /** Undefined: the parameter is empty, or not there. */
  readonly token: string | undefined
  /** The target without it; everything else as it was. */
  readonly rest: string
}

/** Takes the token out of a target's query. */
export function takeTokenFromQuery (parameter: string): (target: string) => QueryToken | Refusal {
  const twice: Refusal = { refused: 'malformed', detail: `the parameter ${parameter} must be given once` }

  return target => {
    const at = target.indexOf('?')
    if (at === -1) return { token: undefined, rest: target }
    const pairs = target.slice(at + 1).split('&')
    const others: string[] = []
    let token: string | undefined
    let found = 0
    for (const pair of pairs) {
      const value = valueOf(pair, parameter)
      if (value === undefined) {
        others.push(pair)
        continue
      }
      if (++found > 1) return twice
      if (value !== '') token = value
    }
    if (found === 0) return { token: undefined, rest: target }
    return { token, rest: target.slice(0, at) + (others.length === 0 ? '' : '?' + others.join('&')) }
  }
}

/** A URL without the tokens in its query, or in that of a URL within it, for those who may not see them. */
export function withoutTokenInQuery (parameter: string): (url: string) => string {
  // A page names its film in its own query, encoded as a whole.
  const within = new RegExp(`(%3F|%26)${parameter.replaceAll('.', '\\.')}%3D[^%&#]*`, 'gi')

  return given => {
    const url = given.includes('%') ? given.replace(within, '$1') : given
    const hash = url.indexOf('#')
    const target = hash === -1 ? url : url.slice(0, hash)
    const at = target.indexOf('?')
    if (at === -1) return url
    const others = target.slice(at + 1).split('&').filter(pair => valueOf(pair, parameter) === undefined)
    return target.slice(0, at) + (others.length === 0 ? '' : '?' + others.join('&')) + (hash === -1 ? '' : url.slice(hash))
  }
}

/** The value of a pair that is this parameter's, however it is encoded. */
function valueOf (pair: string, parameter: string): string | undefined {
  const equals = pair.indexOf('=')
  const name = equals === -1 ? pair : pair.slice(0, equals)
  // An upstream decodes the name, so a spelling with percent signs is the parameter too.
  if (name !== parameter && decoded(name) !== parameter) return undefined
  return equals === -1 ? '' : decoded(pair.slice(equals + 1))
}

function decoded (text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

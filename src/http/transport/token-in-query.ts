import type { Refusal } from '../../domain/refusal.js'

/** The token of a target's query. */
export interface QueryToken {
  /** Undefined: the parameter is absent or empty. */
  readonly token: string | undefined
  /** The target without the parameter; everything else is unchanged. */
  readonly rest: string
}

/** Removes the token from the query of a target. */
export function takeTokenFromQuery (parameter: string): (target: string) => QueryToken | Refusal {
  const repeated: Refusal = { refused: 'malformed', detail: `the query parameter ${parameter} must be sent once` }

  return target => {
    const at = target.indexOf('?')
    if (at === -1) return { token: undefined, rest: target }
    const pairs = target.slice(at + 1).split('&')
    const others: string[] = []
    let token: string | undefined
    let count = 0
    for (const pair of pairs) {
      const value = valueOf(pair, parameter)
      if (value === undefined) {
        others.push(pair)
        continue
      }
      if (++count > 1) return repeated
      if (value !== '') token = value
    }
    if (count === 0) return { token: undefined, rest: target }
    return { token, rest: target.slice(0, at) + (others.length === 0 ? '' : '?' + others.join('&')) }
  }
}

/** Removes the tokens from the query of a URL, and from the queries of URLs in it. */
export function withoutTokenInQuery (parameter: string): (url: string) => string {
  // A page can have the URL of its video in its own query, percent-encoded.
  const nested = new RegExp(`(%3F|%26)${parameter.replaceAll('.', '\\.')}%3D[^%&#]*`, 'gi')

  return given => {
    const url = given.includes('%') ? given.replace(nested, '$1') : given
    const hash = url.indexOf('#')
    const target = hash === -1 ? url : url.slice(0, hash)
    const at = target.indexOf('?')
    if (at === -1) return url
    const others = target.slice(at + 1).split('&').filter(pair => valueOf(pair, parameter) === undefined)
    return target.slice(0, at) + (others.length === 0 ? '' : '?' + others.join('&')) + (hash === -1 ? '' : url.slice(hash))
  }
}

/** The value of a pair whose name is the parameter, in whatever encoding. Undefined: another parameter. */
function valueOf (pair: string, parameter: string): string | undefined {
  const equals = pair.indexOf('=')
  const name = equals === -1 ? pair : pair.slice(0, equals)
  // An upstream decodes names, so that a percent-encoded spelling is the same parameter.
  if (name !== parameter && decode(name) !== parameter) return undefined
  return equals === -1 ? '' : decode(pair.slice(equals + 1))
}

function decode (text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

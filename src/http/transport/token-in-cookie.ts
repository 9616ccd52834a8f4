import type { Refusal } from '../../domain/refusal.js'

/** Reads the token from the value of a Cookie header. Undefined: there is none, or it is empty. */
export function readTokenCookie (name: string): (cookies: string) => string | Refusal | undefined {
  const different: Refusal = { refused: 'malformed', detail: `two cookies ${name} have different tokens` }

  return cookies => {
    let token: string | undefined
    for (const pair of cookies.split(';')) {
      const value = valueOf(pair, name)
      if (value === undefined || value === '') continue
      // A browser sends one cookie for each path and domain that it was set for.
      if (token !== undefined && token !== value) return different
      token = value
    }
    return token
  }
}

/** Removes the token from the value of a Cookie header. Returns an empty string when nothing is left. */
export function withoutTokenCookie (name: string): (cookies: string) => string {
  return cookies => cookies.includes(name)
    ? cookies.split(';').filter(pair => valueOf(pair, name) === undefined).join(';').trim()
    : cookies
}

function valueOf (pair: string, name: string): string | undefined {
  const equals = pair.indexOf('=')
  if (equals === -1 || pair.slice(0, equals).trim() !== name) return undefined
  const value = pair.slice(equals + 1).trim()
  // RFC 6265 section 4.1.1 allows quotes around a value.
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}

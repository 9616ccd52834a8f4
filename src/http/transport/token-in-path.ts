import type { Refusal } from '../../domain/refusal.js'

const MALFORMED: Refusal = { refused: 'malformed', detail: 'what follows /~ in the path is not a token: expected a UUID as /streams hands it out' }
const TWICE: Refusal = { refused: 'malformed', detail: 'the path holds two tokens' }

const UUID = '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}'
// Some clients encode the tilde, which means the same (RFC 3986 section 6.2.2.2).
const MARK = '/(?:~|%7[Ee])'
const BEGINS = new RegExp(`^${MARK}`)
const PREFIX = new RegExp(`^${MARK}(${UUID})(?=[/?]|$)`)
// A page names its film in its own query, encoded as a whole.
const ANYWHERE = new RegExp(`(?:/|%2[Ff])(?:~|%7[Ee])${UUID}(?![\\w-])`, 'g')

/** Takes the token off a target of the form `/~TOKEN/rest`. Undefined: the target is not of that form. */
export function takeTokenFromPath (target: string): { token: string, rest: string } | Refusal | undefined {
  // Nearly all that comes without: the tilde or the percent sign tells.
  if (target.charCodeAt(1) !== 0x7e && target.charCodeAt(1) !== 0x25) return undefined
  if (!BEGINS.test(target)) return undefined
  const [prefix, token] = PREFIX.exec(target) ?? []
  if (prefix === undefined || token === undefined) return MALFORMED
  const rest = target.slice(prefix.length)
  if (BEGINS.test(rest)) return TWICE
  return { token, rest: rest.startsWith('/') ? rest : '/' + rest }
}

/** A URL without the tokens in its path, or in the path of a URL in its query, for those who may not see them. */
export function withoutTokenInPath (url: string): string {
  return url.replace(ANYWHERE, '')
}

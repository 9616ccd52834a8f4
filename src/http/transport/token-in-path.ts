import type { Refusal } from '../../domain/refusal.js'

const MALFORMED: Refusal = { refused: 'malformed', detail: 'the path has no valid token after /~: send the UUID from /streams' }
const REPEATED: Refusal = { refused: 'malformed', detail: 'the path has two tokens' }

const UUID = '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}'
// Some clients percent-encode the tilde, which is equivalent (RFC 3986 section 6.2.2.2).
const MARK = '/(?:~|%7[Ee])'
const STARTS = new RegExp(`^${MARK}`)
const PREFIX = new RegExp(`^${MARK}(${UUID})(?=[/?]|$)`)
// A page can have the URL of its video in its own query, percent-encoded.
const ANYWHERE = new RegExp(`(?:/|%2[Ff])(?:~|%7[Ee])${UUID}(?![\\w-])`, 'g')

/** Removes the token from a target of the form `/~TOKEN/rest`. Undefined: the target has another form. */
export function takeTokenFromPath (target: string): { token: string, rest: string } | Refusal | undefined {
  // Most targets have no token: the second character decides.
  if (target.charCodeAt(1) !== 0x7e && target.charCodeAt(1) !== 0x25) return undefined
  if (!STARTS.test(target)) return undefined
  const [prefix, token] = PREFIX.exec(target) ?? []
  if (prefix === undefined || token === undefined) return MALFORMED
  const rest = target.slice(prefix.length)
  if (STARTS.test(rest)) return REPEATED
  return { token, rest: rest.startsWith('/') ? rest : '/' + rest }
}

/** Removes the tokens from the path of a URL, and from the paths of URLs in its query. */
export function withoutTokenInPath (url: string): string {
  return url.replace(ANYWHERE, '')
}

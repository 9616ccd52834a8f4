import type { Refusal } from '../../domain/refusal.js'

/** The target of a request. */
export interface Target {
  /** Path and query as received, byte for byte: the gate forwards the bytes that it checked. */
  readonly target: string
  /** The raw target without its query. */
  readonly path: string
  /** The host of an absolute-form target; it overrides the Host header (RFC 9112 section 3.2.2). */
  readonly host: string | undefined
}

const MALFORMED: Refusal = { refused: 'malformed', detail: 'the request target must start with / and contain visible ASCII characters other than # only' }
const BAD_HOST: Refusal = { refused: 'malformed', detail: 'the request target has no valid host' }

/** Splits the request target without decoding or normalizing anything. */
export function readTarget (raw: string): Target | Refusal {
  if (raw.charCodeAt(0) === 0x2f) return hasForbiddenByte(raw) ? MALFORMED : { target: raw, path: pathOf(raw), host: undefined }
  return readAbsolute(raw)
}

function readAbsolute (raw: string): Target | Refusal {
  const scheme = raw.slice(0, 8).toLowerCase()
  const start = scheme.startsWith('http://') ? 7 : scheme === 'https://' ? 8 : 0
  if (start === 0 || hasForbiddenByte(raw)) return MALFORMED
  let end = start
  while (end < raw.length && raw[end] !== '/' && raw[end] !== '?') end++
  const host = raw.slice(start, end)
  if (!isHost(host) || host === '') return BAD_HOST
  const rest = raw.slice(end)
  const target = rest.startsWith('/') ? rest : '/' + rest
  return { target, path: pathOf(target), host }
}

/** A target without its query. */
export function pathOf (target: string): string {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

// Spaces, controls, the fragment sign and bytes beyond ASCII are never part of a target (RFC 9112 section 3.2,
// RFC 3986 sections 2 and 3.5). Node's parser rejects most of them too.
function hasForbiddenByte (raw: string): boolean {
  for (let i = 0; i < raw.length; i++) {
    const byte = raw.charCodeAt(i)
    if (byte <= 0x20 || byte >= 0x7f || byte === 0x23) return true
  }
  return false
}

/** Whether a text is a valid value of Host: uri-host [ ":" port ], RFC 9110 section 7.2. May be empty. */
export function isHost (text: string): boolean {
  return HOST.test(text)
}

// A bracketed IP literal or a reg-name without percent signs, then an optional port. Without nested quantifiers, so
// that it takes linear time.
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=-]*)(?::[0-9]{0,5})?$/

import type { IncomingMessage } from 'node:http'

/** What a player reports about its playback (CTA-5004, Common Media Client Data). Unverified. */
export interface Playback {
  /** Session id: one playback. */
  readonly sid: string | undefined
  /** Content id: what is played. */
  readonly cid: string | undefined
}

/** Longer ids are truncated. CTA-5004 allows 64 characters; some players send more. */
export const ID_MAX_CHARACTERS = 128
/** Longer texts are ignored. */
const TEXT_MAX = 4096

const VALUES = {
  sid: /(?:^|,)\s*sid="((?:[^"\\]|\\.)*)"/,
  cid: /(?:^|,)\s*cid="((?:[^"\\]|\\.)*)"/
} as const

/** Reads CMCD from the header CMCD-Session or the query parameter CMCD. Undefined: the request has neither id. */
export function readCmcd ({ headers }: IncomingMessage, target: string): Playback | undefined {
  const header = headers['cmcd-session']
  const text = typeof header === 'string' ? header : inQuery(target)
  if (text === undefined || text.length > TEXT_MAX) return undefined
  const playback = { sid: valueOf('sid', text), cid: valueOf('cid', text) }
  return playback.sid === undefined && playback.cid === undefined ? undefined : playback
}

function inQuery (target: string): string | undefined {
  // Most requests have none: one search is enough.
  const at = target.indexOf('CMCD=')
  if (at === -1 || !target.includes('?') || (target[at - 1] !== '?' && target[at - 1] !== '&')) return undefined
  const end = target.indexOf('&', at)
  try {
    return decodeURIComponent(target.slice(at + 'CMCD='.length, end === -1 ? undefined : end).replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function valueOf (key: keyof typeof VALUES, text: string): string | undefined {
  const value = VALUES[key].exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1')
  if (value === undefined || value === '') return undefined
  // The value is logged: it must not be able to imitate a second log entry.
  return value.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, ID_MAX_CHARACTERS)
}

import type { IncomingMessage } from 'node:http'

/** What a player says of the playback that a request belongs to (CTA-5004). A claim, and nothing more. */
export interface Playback {
  /** Of one playback. */
  readonly sid: string | undefined
  /** Of what is played. */
  readonly cid: string | undefined
}

/** CTA-5004 allows both 64 characters; players send more, and more than this is cut off. */
export const ID_MAX_CHARACTERS = 128
/** Longest text that is looked at. */
const TEXT_MAX = 4096

const VALUES = {
  sid: /(?:^|,)\s*sid="((?:[^"\\]|\\.)*)"/,
  cid: /(?:^|,)\s*cid="((?:[^"\\]|\\.)*)"/
} as const

/** Reads it from the field CMCD-Session, or from the parameter CMCD. Undefined where the request says nothing of it. */
export function readCmcd ({ headers }: IncomingMessage, target: string): Playback | undefined {
  const field = headers['cmcd-session']
  const text = typeof field === 'string' ? field : inQuery(target)
  if (text === undefined || text.length > TEXT_MAX) return undefined
  const playback = { sid: valueOf('sid', text), cid: valueOf('cid', text) }
  return playback.sid === undefined && playback.cid === undefined ? undefined : playback
}

function inQuery (target: string): string | undefined {
  // Nearly all that come without: one look.
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
  // It goes into the log: nothing in it may look like more than one value.
  return value.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, ID_MAX_CHARACTERS)
}

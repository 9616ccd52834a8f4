import type { Ended } from '../../domain/stream.js'
import { parseToken } from '../../domain/token.js'

/** Formats the end of a stream for the channel that all gates subscribe to. */
export function writeEnded ({ token, reason }: Ended): string {
  return `${reason} ${token}`
}

/** Parses a message of `writeEnded`; undefined for any other message. */
export function readEnded (message: string): Ended | undefined {
  const [reason, text = ''] = message.split(' ')
  const token = parseToken(text)?.token
  if (token === undefined) return undefined
  // A newer gate may send other reasons. The stream has ended in any case.
  return { token, reason: reason === 'expired' || reason === 'stopped' ? reason : 'released' }
}

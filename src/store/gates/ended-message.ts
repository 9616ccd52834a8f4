import { parseToken } from '../../domain/parse-token.js'
import type { Ended } from '../../domain/stream.js'

/** Spells the end of a stream for the channel that all gates listen to. */
export function writeEnded ({ token, reason }: Ended): string {
  return `${reason} ${token}`
}

/** Reads what `writeEnded` spelled; undefined when it is nothing of ours. */
export function readEnded (message: string): Ended | undefined {
  const [reason, text = ''] = message.split(' ')
  const token = parseToken(text)?.token
  if (token === undefined) return undefined
  // A newer gate may know more reasons. Whatever it was, somebody ended the stream.
  return { token, reason: reason === 'expired' || reason === 'stopped' ? reason : 'released' }
}

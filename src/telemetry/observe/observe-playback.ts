import type { KnownStream } from '../../domain/memory/known-stream.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

export interface Playback { readonly sid: string | undefined, readonly cid: string | undefined }

/**
 * Writes down what players say of their playback beside the stream that pays for it, once and whenever they say
 * something else. Several playbacks on one stream in turn are what zapping looks like; many at once, what a
 * shared token does. Nothing is decided by it, for a client can say anything.
 */
export function observePlayback ({ meters, events }: {
  meters: Pick<Meters, 'cmcd_playbacks_total'>
  events: Pick<Events, 'playbackReported'>
}): (known: KnownStream, playback: Playback) => void {
  const told = new WeakMap<KnownStream, Playback>()

  return (known, { sid, cid }) => {
    const last = told.get(known)
    if (last !== undefined && last.sid === sid && last.cid === cid) return
    told.set(known, { sid, cid })
    meters.cmcd_playbacks_total[last === undefined ? 'first' : 'another']++
    events.playbackReported({ token: known.token, viewer: known.viewer, sid, cid })
  }
}

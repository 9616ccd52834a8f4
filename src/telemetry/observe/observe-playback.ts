import type { KnownStream } from '../../domain/memory/known-stream.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

export interface Playback { readonly sid: string | undefined, readonly cid: string | undefined }

/**
 * Counts and logs the playbacks that players report in CMCD, with their stream: the first report and every change.
 * Several playbacks of one stream in sequence are typical of zapping, many at once of a shared token. The report
 * influences no decision, because clients can send anything.
 */
export function observePlayback ({ meters, events }: {
  meters: Pick<Meters, 'cmcd_playbacks_total'>
  events: Pick<Events, 'playbackReported'>
}): (known: KnownStream, playback: Playback) => void {
  const reported = new WeakMap<KnownStream, Playback>()

  return (known, { sid, cid }) => {
    const last = reported.get(known)
    if (last !== undefined && last.sid === sid && last.cid === cid) return
    reported.set(known, { sid, cid })
    meters.cmcd_playbacks_total[last === undefined ? 'first' : 'another']++
    events.playbackReported({ token: known.token, viewer: known.viewer, sid, cid })
  }
}

import type { Cluster, Redis } from 'ioredis'
import { Fault } from '../../domain/fault.js'
import type { StreamStore } from '../../domain/stream-store.js'
import type { AcquireReply } from '../redis/scripts.js'
import type { Gates } from './maintain-membership.js'

/** A record younger than this may stand where Redis has lost one, and its loss be unnoticed so far. */
export const FRESH_MS = 1500
/** How often a stream is asked for that Redis loses again. */
const ATTEMPTS_MAX = 2

type Wish = Parameters<StreamStore['acquire']>[0]

/**
 * Asks Redis for a stream so that the limit holds although Redis is not the only one to know streams: after
 * a loss of data not before the gates have restored theirs, and while a gate is cut off, not the slots of
 * what it may still be playing.
 *
 * @param giveBack ends a stream that was granted and must not be; returns at once
 */
export function grantStream ({ redis, gates, graceMs, ask, giveBack }: {
  redis: Redis | Cluster
  gates: Gates
  graceMs: number
  ask: <T>(question: () => Promise<T>, onLate?: (answer: T) => void) => Promise<T>
  giveBack: (viewerTag: string, secret: string) => void
}) {
  return async ({ viewerTag, key, secret, expiryMs }: { viewerTag: string, key: string, secret: string, expiryMs: number }, { viewer, limit, device = '' }: Wish): Promise<AcquireReply> => {
    for (let attempt = 1; ; attempt++) {
      await gates.settled()
      let reply = await acquire()
      if (reply[0] === 0 && reply[2] > 0 && await gates.reaches(reply[2])) reply = await acquire()
      if (!isFresh(reply)) return reply
      await confirm(reply)
      if (!gates.isSettling()) return reply
      // The record was missing because Redis had lost it.
      giveBack(viewerTag, reply[3])
      if (attempt === ATTEMPTS_MAX) throw new Fault('STORE_UNREACHABLE', 'redis loses its data again and again')
    }

    async function acquire (): Promise<AcquireReply> {
      return await ask(
        async () => await redis.streamAcquire(key, secret, limit, expiryMs, graceMs, gates.floorMs(), device, viewer),
        // Nobody holds the token of a late grant. A device's next call resumes it; without one, the slot
        // would be taken until it expires.
        late => { if (late[0] === 1 && device === '') giveBack(viewerTag, late[3]) }
      )
    }

    async function confirm (granted: Granted): Promise<void> {
      try {
        await gates.confirm()
      } catch (error) {
        giveBack(viewerTag, granted[3])
        throw error
      }
    }
  }
}

type Granted = AcquireReply & { 0: 1 }

function isFresh (reply: AcquireReply): reply is Granted {
  return reply[0] === 1 && reply[2] === 0 && reply[6] < FRESH_MS
}

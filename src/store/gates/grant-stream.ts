import type { Cluster, Redis } from 'ioredis'
import { Fault } from '../../domain/fault.js'
import type { StreamStore } from '../../domain/stream-store.js'
import type { AcquireReply } from '../redis/scripts.js'
import type { Membership } from './maintain-membership.js'

/** A younger record may replace one that Redis has lost without any gate having noticed. */
export const NEW_RECORD_MS = 1500
/** Attempts to acquire a stream when Redis loses data again and again. */
const ATTEMPTS_MAX = 2

type AcquireRequest = Parameters<StreamStore['acquire']>[0]

/**
 * Acquires a stream in Redis so that the limit holds although gates know streams that Redis does not: after a
 * loss of data, it waits until the gates have restored their streams; while a gate cannot reach Redis, it
 * reserves the slots of streams that this gate may still be playing.
 *
 * @param revoke ends a stream that was granted and must not be; returns immediately
 */
export function grantStream ({ redis, membership, graceMs, call, revoke }: {
  redis: Redis | Cluster
  membership: Membership
  graceMs: number
  call: <T>(command: () => Promise<T>, onLate?: (reply: T) => void) => Promise<T>
  revoke: (viewerTag: string, secret: string) => void
}) {
  return async ({ viewerTag, key, secret, expiryMs }: { viewerTag: string, key: string, secret: string, expiryMs: number }, { viewer, limit, device = '' }: AcquireRequest): Promise<AcquireReply> => {
    for (let attempt = 1; ; attempt++) {
      await membership.reclaimed()
      let reply = await acquire()
      if (reply[0] === 0 && reply[2] > 0 && await membership.reaches(reply[2])) reply = await acquire()
      if (!isInNewRecord(reply)) return reply
      await confirm(reply)
      if (!membership.isReclaiming()) return reply
      // The record was missing because Redis had lost it.
      revoke(viewerTag, reply[3])
      if (attempt === ATTEMPTS_MAX) throw new Fault('STORE_UNREACHABLE', 'redis loses its data again and again')
    }

    async function acquire (): Promise<AcquireReply> {
      return await call(
        async () => await redis.streamAcquire(key, secret, limit, expiryMs, graceMs, membership.lowWatermarkMs(), device, viewer),
        // No client has the token of a late grant. With a device, its next call resumes the stream. Without
        // one, the slot would be in use until the stream expires.
        late => { if (late[0] === 1 && device === '') revoke(viewerTag, late[3]) }
      )
    }

    async function confirm (granted: Granted): Promise<void> {
      try {
        await membership.confirm()
      } catch (error) {
        revoke(viewerTag, granted[3])
        throw error
      }
    }
  }
}

type Granted = AcquireReply & { 0: 1 }

function isInNewRecord (reply: AcquireReply): reply is Granted {
  return reply[0] === 1 && reply[2] === 0 && reply[6] < NEW_RECORD_MS
}

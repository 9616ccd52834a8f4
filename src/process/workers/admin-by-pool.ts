import { Fault } from '../../domain/fault.js'
import type { AdminStreams } from '../../domain/lease/admin-streams.js'
import type { WorkerPool } from './worker-pool.js'

/** What an operator can do to streams, done by whichever worker serves. */
export function adminByPool (pool: Pick<WorkerPool, 'operate'>): AdminStreams {
  return {
    list: async viewer => {
      const outcome = await pool.operate(id => ({ type: 'list', id, viewer }))
      if ('streams' in outcome) return outcome.streams
      throw faultOf(outcome)
    },
    stop: async (viewer, streamId) => {
      const outcome = await pool.operate(id => ({ type: 'stop-streams', id, viewer, streamId }))
      if ('stopped' in outcome) return outcome.stopped
      throw faultOf(outcome)
    }
  }
}

function faultOf (outcome: object): Fault {
  return new Fault('STORE_UNREACHABLE', 'fault' in outcome && typeof outcome.fault === 'string' ? outcome.fault : 'the worker sent an unexpected response')
}

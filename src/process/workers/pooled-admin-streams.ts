import { Fault } from '../../domain/fault.js'
import type { AdminStreams } from '../../domain/lease/admin-streams.js'
import type { WorkerPool } from './worker-pool.js'

/** The admin API of streams, served by any ready worker. Rejects with STORE_UNREACHABLE if no worker can serve it. */
export function pooledAdminStreams (pool: Pick<WorkerPool, 'administer'>): AdminStreams {
  return {
    list: async viewer => {
      const result = await pool.administer(id => ({ type: 'list', id, viewer }))
      if ('streams' in result) return result.streams
      throw faultOf(result)
    },
    stop: async (viewer, streamId) => {
      const result = await pool.administer(id => ({ type: 'stop-streams', id, viewer, streamId }))
      if ('stopped' in result) return result.stopped
      throw faultOf(result)
    }
  }
}

function faultOf (result: object): Fault {
  return new Fault('STORE_UNREACHABLE', 'fault' in result && typeof result.fault === 'string' ? result.fault : 'the worker sent an unexpected response')
}

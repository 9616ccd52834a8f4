import type { Clock } from '../../domain/clock.js'
import { Fault, isStoreUnavailable } from '../../domain/fault.js'
import type { StreamStore } from '../../domain/stream-store.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

type Operation = keyof Meters['store_operation_seconds']

/**
 * Measures the operations of a store, counts its errors, and logs when it becomes unavailable and available again.
 * Results and errors pass through unchanged.
 */
export function observeStore ({ meters, clock, events }: {
  meters: Pick<Meters, 'store_operation_seconds' | 'store_errors_total'>
  clock: Clock
  events: Pick<Events, 'storeLost' | 'storeBack'>
}): (store: StreamStore) => StreamStore {
  return store => {
    let changedAtMs = -Infinity
    let isLost = false

    return {
      acquire: request => time('acquire', () => store.acquire(request)),
      renew: (token, expirySeconds) => time('renew', () => store.renew(token, expirySeconds)),
      release: token => time('release', () => store.release(token)),
      // Admin operations are rare and cost the same as those they are counted with.
      stop: token => time('release', () => store.stop(token)),
      list: viewer => time('find', () => store.list(viewer)),
      find: token => time('find', () => store.find(token)),
      restore: (lost, request) => time('restore', () => store.restore(lost, request)),
      countActive: () => time('count', () => store.countActive()),
      reclaimed: () => watch(() => store.reclaimed()),
      ping: () => count('ping', () => watch(() => store.ping())),
      join: report => { store.join(report) },
      mint: request => store.mint(request),
      isTokenOf: (token, viewer) => store.isTokenOf(token, viewer),
      onEnded: listener => { store.onEnded(listener) },
      subscription: () => store.subscription(),
      close: () => store.close()
    }

    async function time<Result> (operation: Operation, call: () => Promise<Result>): Promise<Result> {
      const calledAtMs = clock.nowMs()
      try {
        return await count(operation, () => watch(call))
      } finally {
        meters.store_operation_seconds[operation].observe((clock.nowMs() - calledAtMs) / 1000)
      }
    }

    // The duration of pings is not measured: no request waits for them.
    async function count<Result> (operation: Operation | 'ping', call: () => Promise<Result>): Promise<Result> {
      try {
        return await call()
      } catch (error) {
        meters.store_errors_total[`${operation} ${codeOf(error)}`]++
        throw error
      }
    }

    // Responses can overtake each other: a response to a call made before the last change is ignored.
    async function watch<Result> (call: () => Promise<Result>): Promise<Result> {
      const calledAtMs = clock.nowMs()
      try {
        const result = await call()
        if (isLost && calledAtMs >= changedAtMs) {
          events.storeBack({ unavailableMs: Math.round(clock.nowMs() - changedAtMs) })
          change(false)
        }
        return result
      } catch (error) {
        if (!isLost && calledAtMs >= changedAtMs && isStoreUnavailable(error)) {
          change(true)
          events.storeLost({ error })
        }
        throw error
      }
    }

    function change (isNowLost: boolean): void {
      isLost = isNowLost
      changedAtMs = clock.nowMs()
    }
  }
}

function codeOf (error: unknown): 'STORE_UNREACHABLE' | 'STORE_TLS_FAILED' | 'STORE_REFUSED' | 'UNEXPECTED' {
  if (!(error instanceof Fault)) return 'UNEXPECTED'
  const { code } = error
  return code === 'STORE_UNREACHABLE' || code === 'STORE_TLS_FAILED' || code === 'STORE_REFUSED' ? code : 'UNEXPECTED'
}

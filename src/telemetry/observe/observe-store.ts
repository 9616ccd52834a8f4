import type { Clock } from '../../domain/clock.js'
import { Fault, isStoreUnavailable } from '../../domain/fault.js'
import type { StreamStore } from '../../domain/stream-store.js'
import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

type Operation = keyof Meters['store_operation_seconds']

/**
 * Watches a store: how long each operation takes, what fails, and when the store is lost and back.
 * Answers and errors pass through as they are.
 */
export function observeStore ({ meters, clock, events }: {
  meters: Pick<Meters, 'store_operation_seconds' | 'store_errors_total'>
  clock: Clock
  events: Pick<Events, 'storeLost' | 'storeBack'>
}): (store: StreamStore) => StreamStore {
  return store => {
    let changedAtMs = -Infinity
    let lost = false

    return {
      acquire: request => time('acquire', () => store.acquire(request)),
      renew: (token, expirySeconds) => time('renew', () => store.renew(token, expirySeconds)),
      release: token => time('release', () => store.release(token)),
      // What an operator does is seldom, and costs the same.
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

    async function time<Answer> (operation: Operation, ask: () => Promise<Answer>): Promise<Answer> {
      const askedAtMs = clock.nowMs()
      try {
        return await count(operation, () => watch(ask))
      } finally {
        meters.store_operation_seconds[operation].observe((clock.nowMs() - askedAtMs) / 1000)
      }
    }

    // How long a ping takes is not counted: nobody waits for it.
    async function count<Answer> (operation: Operation | 'ping', ask: () => Promise<Answer>): Promise<Answer> {
      try {
        return await ask()
      } catch (error) {
        meters.store_errors_total[`${operation} ${codeOf(error)}`]++
        throw error
      }
    }

    // Answers overtake each other: one to a question from before the last change says nothing new.
    async function watch<Answer> (ask: () => Promise<Answer>): Promise<Answer> {
      const askedAtMs = clock.nowMs()
      try {
        const answer = await ask()
        if (lost && askedAtMs >= changedAtMs) {
          events.storeBack({ awayMs: Math.round(clock.nowMs() - changedAtMs) })
          change(false)
        }
        return answer
      } catch (error) {
        if (!lost && askedAtMs >= changedAtMs && isStoreUnavailable(error)) {
          change(true)
          events.storeLost({ error })
        }
        throw error
      }
    }

    function change (isLost: boolean): void {
      lost = isLost
      changedAtMs = clock.nowMs()
    }
  }
}

function codeOf (error: unknown): 'STORE_UNREACHABLE' | 'STORE_TLS_FAILED' | 'STORE_REFUSED' | 'UNEXPECTED' {
  if (!(error instanceof Fault)) return 'UNEXPECTED'
  const { code } = error
  return code === 'STORE_UNREACHABLE' || code === 'STORE_TLS_FAILED' || code === 'STORE_REFUSED' ? code : 'UNEXPECTED'
}

import type { Clock } from '../clock.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { StreamStore } from '../stream-store.js'
import type { Token, Viewer } from '../stream.js'

/** A live stream as the admin API shows it, without anything that could be used to watch. */
export interface ShownStream {
  readonly id: string
  readonly expiresInSeconds: number
}

/** The admin API's operations on a viewer's streams. All reject with the store's `Fault`. */
export interface AdminStreams {
  readonly list: (viewer: Viewer) => Promise<readonly ShownStream[]>
  /**
   * Stops the viewer's current streams on every gate, or only the one with the given id. Resolves to the number of
   * stopped streams. Streams acquired meanwhile stay alive: to lock a viewer out, revoke its session where it is issued.
   */
  readonly stop: (viewer: Viewer, id: string | undefined) => Promise<number>
}

/** @param idOf the public name of a stream */
export function adminStreams ({ store, memory, clock, idOf, onStopped }: {
  store: Pick<StreamStore, 'list' | 'stop'>
  memory: StreamMemory
  clock: Clock
  idOf: (token: Token) => string
  /** Called for each stopped stream. */
  onStopped: (stream: { token: Token, viewer: Viewer }) => void
}): AdminStreams {
  return {
    list: async viewer => {
      const streams = await store.list(viewer)
      return streams.map(({ token, remainingMs }) => ({ id: idOf(token), expiresInSeconds: remainingMs / 1000 }))
    },
    stop: async (viewer, id) => {
      const streams = await store.list(viewer)
      const stopped = await Promise.all(streams.filter(({ token }) => id === undefined || idOf(token) === id).map(async ({ token }) => {
        try {
          const ended = await store.stop(token)
          if (ended) onStopped({ token, viewer })
          return ended
        } finally {
          // Also after a fault: on this gate, at least, the stream has ended.
          memory.end(token, 'stopped', clock.nowMs())
        }
      }))
      return stopped.filter(ended => ended).length
    }
  }
}

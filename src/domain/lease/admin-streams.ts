import type { Clock } from '../clock.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { StreamStore } from '../stream-store.js'
import type { Token, Viewer } from '../stream.js'

/** A living stream as an operator sees it: nothing of it can be used to watch. */
export interface ShownStream {
  readonly id: string
  readonly expiresInSeconds: number
}

/** What an operator can do to a viewer's streams. All reject with the store's `Fault`. */
export interface AdminStreams {
  readonly list: (viewer: Viewer) => Promise<readonly ShownStream[]>
  /**
   * Ends the streams that the viewer has now, on every gate; with an id that one alone. Resolves to how many
   * were ended. What is acquired meanwhile lives: to keep a viewer out is for who hands out sessions.
   */
  readonly stop: (viewer: Viewer, id: string | undefined) => Promise<number>
}

/** @param idOf the public name of a stream */
export function adminStreams ({ store, memory, clock, idOf, onStopped }: {
  store: Pick<StreamStore, 'list' | 'stop'>
  memory: StreamMemory
  clock: Clock
  idOf: (token: Token) => string
  /** Told of each stream that was ended. */
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
          // Also when the store could not be told: here, at least, it is over.
          memory.end(token, 'stopped', clock.nowMs())
        }
      }))
      return stopped.filter(ended => ended).length
    }
  }
}

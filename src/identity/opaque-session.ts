import type { Session, Viewer } from '../domain/stream.js'

/** What a session resolves to. */
export interface Identity {
  readonly viewer: Viewer
  /** Maximum of live streams of that viewer. */
  readonly limit: number
}

/** The default identity check: an opaque session, whose value is the viewer. All viewers have the same limit. */
export function opaqueSession ({ limit }: { limit: number }): (session: Session) => Identity {
  return session => ({ viewer: session, limit })
}

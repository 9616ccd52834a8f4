import type { Session, Viewer } from '../domain/stream.js'

/** Whom a session stands for, and how many streams that viewer may have at once. */
export interface Identity {
  readonly viewer: Viewer
  readonly limit: number
}

/** The default identity: a session is opaque and names its viewer itself; all have the same limit. */
export function opaqueSession ({ limit }: { limit: number }): (session: Session) => Identity {
  return session => ({ viewer: session, limit })
}

import type { Clock } from '../../domain/clock.js'
import type { Token, Viewer } from '../../domain/stream.js'
import { EVENTS, type EventFields, type EventName, type EventRow } from './events-table.js'
import { limitLines } from './limit-lines.js'
import type { Log } from './open-log.js'
import { publicId } from './public-id.js'

/** One function for each event of the table. */
export type Events = { readonly [Name in EventName]: (fields: EventFields[Name]) => void }

interface Fields {
  readonly token?: Token
  readonly viewer?: Viewer
  readonly error?: unknown
}

/**
 * Writes events to a log. An event below the level of the log costs one comparison.
 *
 * @param tokenKey key of the public ids that replace tokens and viewers
 */
export function openEvents ({ log, clock, tokenKey }: { log: Log, clock: Clock, tokenKey: string }): Events {
  const idOf = publicId(tokenKey)
  const mayWrite = limitLines<EventName>({ clock, onSuppressed: (of, lines) => { write('linesSuppressed', { of, lines }, EVENTS[of].level) } })
  const entries = Object.entries<EventRow>(EVENTS).map(([name, { level, perSecond }]) => [name, (fields: object): void => {
    if (!log.isLevelEnabled(level)) return
    if (perSecond === undefined || mayWrite(name as EventName, perSecond)) write(name as EventName, fields, level)
  }])
  return Object.fromEntries(entries) as Events

  function write (event: EventName, fields: object, level: EventRow['level']): void {
    const { token, viewer, error, ...others } = fields as Fields
    log[level]({
      event,
      ...(token !== undefined && { streamId: idOf(token) }),
      ...(viewer !== undefined && { viewer: idOf(viewer) }),
      ...others,
      ...(error !== undefined && { err: error })
    }, EVENTS[event].message)
  }
}

import type { Socket } from 'node:net'
import type { Clock } from '../../domain/clock.js'
import type { AbortReason } from './connection-observer.js'

/** How many looks go to a time-out: how late it can be noticed. */
const POLLS_PER_TIMEOUT = 8
/** The longest time between two looks. */
const POLL_MAX_MS = 5000

/** Says of a connection whether its client has to go. */
export interface AbortRule {
  readonly why: AbortReason
  /** How long a client has; 0 turns the rule off. */
  readonly timeoutMs: number
  readonly applies: (socket: Socket, nowMs: number) => boolean
}

/**
 * Looks at all connections now and then, and aborts the clients that a rule applies to.
 *
 * @returns how to stop looking
 */
export function abortClients ({ open, rules, clock, onAborted }: {
  /** The connections there are. */
  open: Iterable<Socket>
  rules: readonly AbortRule[]
  clock: Clock
  onAborted: (why: AbortReason) => void
}): () => void {
  const inForce = rules.filter(({ timeoutMs }) => timeoutMs > 0)
  if (inForce.length === 0) return () => {}
  const pollMs = Math.min(POLL_MAX_MS, ...inForce.map(({ timeoutMs }) => timeoutMs / POLLS_PER_TIMEOUT))

  return clock.every(pollMs, () => {
    const nowMs = clock.nowMs()
    for (const socket of open) {
      const broken = inForce.find(({ applies }) => applies(socket, nowMs))
      if (broken === undefined || socket.destroyed) continue
      onAborted(broken.why)
      // By a reset: a plain close would leave the kernel with megabytes for a client that takes none.
      socket.resetAndDestroy()
    }
  })
}

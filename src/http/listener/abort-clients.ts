import type { Socket } from 'node:net'
import type { Clock } from '../../domain/clock.js'
import type { AbortReason } from './connection-observer.js'

/** How many looks go to a time-out: how late it can be noticed. */
const LOOKS = 8
/** The longest time between two looks. */
const LOOK_MOST_MS = 5000

/** Says of a connection whether its client has to go. */
export interface CutRule {
  readonly why: AbortReason
  /** How long a client has; 0 turns the rule off. */
  readonly timeoutMs: number
  readonly applies: (socket: Socket, nowMs: number) => boolean
}

/**
 * Looks at all connections now and then, and cuts the clients that a rule applies to.
 *
 * @returns how to stop looking
 */
export function abortClients ({ open, rules, clock, onCut }: {
  /** The connections there are. */
  open: Iterable<Socket>
  rules: readonly CutRule[]
  clock: Clock
  onCut: (why: AbortReason) => void
}): () => void {
  const inForce = rules.filter(({ timeoutMs }) => timeoutMs > 0)
  if (inForce.length === 0) return () => {}
  const lookMs = Math.min(LOOK_MOST_MS, ...inForce.map(({ timeoutMs }) => timeoutMs / LOOKS))

  return clock.every(lookMs, () => {
    const nowMs = clock.nowMs()
    for (const socket of open) {
      const broken = inForce.find(({ applies }) => applies(socket, nowMs))
      if (broken === undefined || socket.destroyed) continue
      onCut(broken.why)
      // By a reset: a plain close would leave the kernel with megabytes for a client that takes none.
      socket.resetAndDestroy()
    }
  })
}

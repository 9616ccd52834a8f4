import type { Socket } from 'node:net'
import type { Clock } from '../../domain/clock.js'
import type { AbortReason } from './connection-observer.js'

/** Polls per timeout: a client is aborted at most an eighth of its timeout late. */
const POLLS_PER_TIMEOUT = 8
/** Longest time between two polls. */
const POLL_MAX_MS = 5000

/** Decides whether the client of a connection has to be aborted. */
export interface AbortRule {
  readonly why: AbortReason
  /** How long a client has; 0 disables the rule. */
  readonly timeoutMs: number
  readonly applies: (socket: Socket, nowMs: number) => boolean
}

/**
 * Polls all connections, and aborts the clients that a rule applies to.
 *
 * @returns stops polling
 */
export function abortClients ({ open, rules, clock, onAborted }: {
  open: Iterable<Socket>
  rules: readonly AbortRule[]
  clock: Clock
  onAborted: (why: AbortReason) => void
}): () => void {
  const enabled = rules.filter(({ timeoutMs }) => timeoutMs > 0)
  if (enabled.length === 0) return () => {}
  const pollMs = Math.min(POLL_MAX_MS, ...enabled.map(({ timeoutMs }) => timeoutMs / POLLS_PER_TIMEOUT))

  return clock.every(pollMs, () => {
    const nowMs = clock.nowMs()
    for (const socket of open) {
      const rule = enabled.find(({ applies }) => applies(socket, nowMs))
      if (rule === undefined || socket.destroyed) continue
      onAborted(rule.why)
      // A reset: after a plain close the kernel would keep megabytes for a client that reads nothing.
      socket.resetAndDestroy()
    }
  })
}

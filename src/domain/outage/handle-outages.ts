import type { Clock } from '../clock.js'
import type { StreamMemory } from '../memory/stream-memory.js'
import type { StreamStore } from '../stream-store.js'
import { allowInGrace, type AllowInGrace, type OutageMode } from './allow-in-grace.js'
import type { Circuit } from './break-circuit.js'
import { failOpen, type FailOpen } from './fail-open.js'
import { isReadyWithoutStore } from './is-ready-without-store.js'
import { recoverStreams, type Refresh } from './recover-streams.js'
import { restoreStreams } from './restore-streams.js'
import { trackWatermark } from './track-watermark.js'

/** Everything that a gate does because its store is unavailable, or has lost data. */
export interface OutageHandler {
  /** The store: rejects immediately while it is unavailable, and restores streams that it has lost. */
  readonly store: StreamStore
  readonly isStoreUnavailable: () => boolean
  /** Whether requests are allowed without a decision of the store. */
  readonly isFailingOpen: () => boolean
  /** Whether the gate is ready although the store does not respond. */
  readonly isReadyWithoutStore: () => boolean
  readonly allowsInGrace: AllowInGrace
  readonly failOpen: FailOpen
  /**
   * Starts to report the watermark to other gates, and to recover all known streams by `refresh` whenever the store is
   * available again or may have lost data. Call it once.
   */
  readonly start: (refresh: Refresh) => void
  /** Stops a recovery that is running. */
  readonly stop: () => void
}

/**
 * @param memory the streams that this gate knows
 * @param graceMs how long a verified stream may outlive its expiry, in the mode `known`
 * @param onRestored called for each stream that the store had lost and has again
 */
export function handleOutages ({ circuit, memory, clock, mode, graceMs, limit, expirySeconds, onRestored }: {
  circuit: Circuit
  memory: StreamMemory
  clock: Clock
  mode: OutageMode
  graceMs: number
  limit: number
  expirySeconds: number
  onRestored: () => void
}): OutageHandler {
  const watermark = trackWatermark({ clock, graceMs: mode === 'allow' ? Infinity : graceMs })
  const allowsInGrace = allowInGrace({ mode, graceMs, watermarkMs: watermark.lastMs })
  const recovery = recoverStreams({ memory, clock, allowsInGrace })
  const isHealthy = (): boolean => !circuit.isOpen() && memory.unconfirmed.size === 0 && !recovery.isRunning()
  const restoring = restoreStreams({ store: circuit.store, memory, clock, limit, expirySeconds, allowsInGrace, isHealthy, onRestored })
  const isReadyWithout = isReadyWithoutStore({ mode, graceMs, expirySeconds })

  return {
    store: { ...circuit.store, ...restoring },
    isStoreUnavailable: circuit.isOpen,
    isFailingOpen: () => mode === 'allow' && circuit.isOpen(),
    isReadyWithoutStore: () => isReadyWithout(circuit.unavailableMs()),
    allowsInGrace,
    failOpen: failOpen({ mode, store: circuit.store, memory, clock, expirySeconds }),
    start: refresh => {
      const recover = (): void => { recovery.start(refresh) }
      circuit.onClosed(recover)
      circuit.store.join({ watermarkMs: () => watermark.advance(isHealthy()), onSuspectedDataLoss: recover })
    },
    stop: recovery.stop
  }
}

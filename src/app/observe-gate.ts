import { observeAborts } from '../telemetry/observe/observe-aborts.js'
import { observeAcquire } from '../telemetry/observe/observe-acquire.js'
import { observeCheck } from '../telemetry/observe/observe-check.js'
import { observeConnections } from '../telemetry/observe/observe-connections.js'
import { observePlayback } from '../telemetry/observe/observe-playback.js'
import { observeRefusals } from '../telemetry/observe/observe-refusals.js'
import { observeRelease } from '../telemetry/observe/observe-release.js'
import { observeTarpit } from '../telemetry/observe/observe-tarpit.js'
import type { Telemetry } from './open-telemetry.js'

/** The decorators and observers through which the public side of a gate is counted and logged. */
export function observeGate (telemetry: Pick<Telemetry, 'meters' | 'events'>) {
  return {
    acquire: observeAcquire(telemetry),
    release: observeRelease(telemetry),
    check: observeCheck(telemetry.meters),
    playback: observePlayback(telemetry),
    connections: observeConnections(telemetry),
    aborts: observeAborts(telemetry),
    refusals: observeRefusals(telemetry.meters),
    tarpit: observeTarpit(telemetry.meters)
  }
}

export type GateObserver = ReturnType<typeof observeGate>

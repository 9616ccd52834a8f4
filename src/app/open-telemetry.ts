import type { Config } from '../config/config.js'
import { isStoreUnavailable } from '../domain/fault.js'
import { openEvents, type Events } from '../telemetry/log/open-events.js'
import { openMeters, type Meters } from '../telemetry/metrics/meters.js'
import type { Runtime } from './runtime.js'

/** Where the parts of a gate count and log. */
export interface Telemetry {
  readonly meters: Meters
  readonly events: Events
  /** Logs an error that a part could not handle. */
  readonly onFault: (error: unknown) => void
}

/** Opens the counters and the log of one gate. */
export function openTelemetry (config: Pick<Config, 'streams'>, { log, clock }: Pick<Runtime, 'log' | 'clock'>): Telemetry {
  const events = openEvents({ log, tokenKey: config.streams.tokenKey, clock })
  return {
    meters: openMeters(),
    events,
    onFault: error => {
      // An unavailable store is logged once, when its state changes, and not once a request.
      if (!isStoreUnavailable(error)) events.fault({ error })
    }
  }
}

import type { Config } from '../config/config.js'
import { breakCircuit, type Circuit } from '../domain/outage/break-circuit.js'
import { openMemoryStore } from '../store/open-memory-store.js'
import { openRedisStore } from '../store/open-redis-store.js'
import type { Events } from '../telemetry/log/open-events.js'
import type { Meters } from '../telemetry/metrics/meters.js'
import { observeStore } from '../telemetry/observe/observe-store.js'
import type { Runtime } from './runtime.js'

/** Opens the configured store, observed and behind a circuit breaker. */
export async function openStore ({ config, runtime, meters, events }: { config: Config, runtime: Runtime, meters: Meters, events: Events }): Promise<Circuit> {
  const { clock, randomBytes, log } = runtime
  const { expirySeconds, tokenKey } = config.streams
  const parts = { clock, randomBytes, tokenKey }
  const store = config.redis === undefined
    ? openMemoryStore(parts)
    : await openRedisStore({
      ...parts,
      redis: config.redis,
      lifetimes: { expiryMs: expirySeconds * 1000, graceMs: config.outage.graceMs },
      gateId: runtime.gateId ?? Buffer.from(randomBytes(6)).toString('hex'),
      log
    })
  return breakCircuit({ store: observeStore({ meters, clock, events })(store), clock })
}

import type { Config } from '../config/config.js'
import type { Clock } from '../domain/clock.js'
import { openUpstream } from '../proxy/open-upstream.js'
import { observeUpstream } from '../telemetry/observe/observe-upstream.js'
import type { Transports } from './compose-transports.js'
import type { Telemetry } from './open-telemetry.js'

/** Opens the upstream that the configuration names; undefined when it names none. */
export function composeUpstream ({ config, clock, redact, telemetry }: {
  config: Pick<Config, 'upstream' | 'http'>
  clock: Clock
  redact: Transports['redact']
  telemetry: Telemetry
}) {
  if (config.upstream === undefined) return undefined
  return openUpstream({ upstream: config.upstream, trustedProxies: config.http.trustedProxies, redact, clock, observe: observeUpstream(telemetry) })
}

import type { Option, ValueOf } from '../option.js'
import { CORS } from './cors.js'
import { LIMITS } from './limits.js'
import { LISTENING } from './listening.js'
import { LOGGING } from './logging.js'
import { OUTAGE } from './outage.js'
import { REDIS_TLS } from './redis-tls.js'
import { REDIS_TOPOLOGY } from './redis-topology.js'
import { REDIS } from './redis.js'
import { REQUESTS } from './requests.js'
import { STOPPING } from './stopping.js'
import { STREAMS } from './streams.js'
import { TRANSPORTS } from './transports.js'
import { UPSTREAM } from './upstream.js'
import { WORKERS } from './workers.js'

/** All options by their names in code. */
export const OPTIONS = { ...LISTENING, ...STREAMS, ...REQUESTS, ...TRANSPORTS, ...CORS, ...LIMITS, ...UPSTREAM, ...REDIS, ...REDIS_TOPOLOGY, ...REDIS_TLS, ...OUTAGE, ...WORKERS, ...STOPPING, ...LOGGING } as const

export type OptionName = keyof typeof OPTIONS

/** The values of all options of a valid configuration. */
export type Values = { readonly [N in OptionName]: ValueOf<(typeof OPTIONS)[N]> }

/** The names of all options, in the order of the documentation. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[]

/** An option as the general type. */
export function optionNamed (name: OptionName): Option {
  return OPTIONS[name]
}

/** The subject of a problem: flags and variables of the options. */
export function subjectOf (...names: readonly OptionName[]): string {
  return names.map(name => `${OPTIONS[name].flag} (${OPTIONS[name].env})`).join(' and ')
}

export interface Topic {
  readonly title: string
  readonly intro: string
  readonly options: Readonly<Record<string, Option>>
}

/** The options by topic, in the order of the documentation. */
export const TOPICS: readonly Topic[] = [
  { title: 'Listening', intro: 'Two listeners: one for clients, one for operators. The admin listener is not reachable through the public port.', options: LISTENING },
  { title: 'Streams', intro: 'How many streams a viewer may have, and how long a stream lives.', options: STREAMS },
  { title: 'Requests', intro: 'Which requests the gate serves itself, which it forwards without a token, and how it refuses.', options: REQUESTS },
  { title: 'Token transports', intro: 'For players that cannot send a header, such as Safari\'s native player. If a request carries several tokens, they must be identical.', options: TRANSPORTS },
  { title: 'CORS', intro: 'Access for pages of other origins than the gate.', options: CORS },
  { title: 'Limits', intro: 'Limits on what the clients of one gate may use, so that no client can exhaust it. Each gate counts on its own. The defaults do not affect ordinary players.', options: LIMITS },
  { title: 'Upstream', intro: 'The video backend: endpoints, timeouts, connection limits and TLS.', options: UPSTREAM },
  { title: 'Redis', intro: 'Where streams are stored; any number of gates can share one Redis. Without any of these options a gate stores streams in its own memory, and they are lost when it exits. Set one of `--redis-url`, `--redis-host`, `--redis-sentinel` and `--redis-cluster`.', options: REDIS },
  { title: 'Redis Sentinel and Cluster', intro: 'Redis on several machines. User, password, key prefix and timeouts are set under Redis, TLS under Redis over TLS.', options: REDIS_TOPOLOGY },
  { title: 'Redis over TLS', intro: 'Certificates are verified unless verification is turned off.', options: REDIS_TLS },
  { title: 'Redis outages', intro: 'What viewers experience while Redis is unavailable. Every response comes promptly, whether Redis refuses connections or hangs.', options: OUTAGE },
  { title: 'Workers', intro: 'Use all CPUs of one machine for one gate. Gates on several machines do not need workers: they share a Redis.', options: WORKERS },
  { title: 'Stopping', intro: 'On SIGTERM or SIGINT the gate finishes what is in progress and exits with 0; a second signal ends it immediately. WebSockets are closed with 1001 (going away).', options: STOPPING },
  { title: 'Logging', intro: 'The log of the gate.', options: LOGGING }
]

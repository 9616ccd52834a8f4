import type { Option, ValueOf } from '../option.js'
import { BROWSERS } from './browsers.js'
import { LIMITS } from './limits.js'
import { LISTENING } from './listening.js'
import { LOGGING } from './logging.js'
import { OUTAGE } from './outage.js'
import { REDIS_MANY } from './redis-many.js'
import { REDIS_TLS } from './redis-tls.js'
import { REDIS } from './redis.js'
import { REQUESTS } from './requests.js'
import { STOPPING } from './stopping.js'
import { STREAMS } from './streams.js'
import { TRANSPORTS } from './transports.js'
import { UPSTREAM } from './upstream.js'
import { WORKERS } from './workers.js'

/** Every option by the name the code knows it by. */
export const OPTIONS = { ...LISTENING, ...STREAMS, ...REQUESTS, ...TRANSPORTS, ...BROWSERS, ...LIMITS, ...UPSTREAM, ...REDIS, ...REDIS_MANY, ...REDIS_TLS, ...OUTAGE, ...WORKERS, ...STOPPING, ...LOGGING } as const

export type OptionName = keyof typeof OPTIONS

/** What a complete and valid configuration comes to, option by option. */
export type Values = { readonly [N in OptionName]: ValueOf<(typeof OPTIONS)[N]> }

/** The names of all options, in the order of the documentation. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[]

/** An option with its general shape rather than its own. */
export function optionNamed (name: OptionName): Option {
  return OPTIONS[name]
}

/** How a problem names an option: by the flag and by the variable. */
export function subjectOf (...names: readonly OptionName[]): string {
  return names.map(name => `${OPTIONS[name].flag} (${OPTIONS[name].env})`).join(' and ')
}

export interface Topic {
  readonly title: string
  readonly intro: string
  readonly options: Readonly<Record<string, Option>>
}

/** The options by what an operator looks for. */
export const TOPICS: readonly Topic[] = [
  { title: 'Listening', intro: 'Two listeners: one for clients, one for the operator. Nothing of the second can be reached through the first.', options: LISTENING },
  { title: 'Streams', intro: 'How many streams a viewer may have, and how long one lives.', options: STREAMS },
  { title: 'Requests', intro: 'Which requests the gate answers, which it lets pass, and how it refuses.', options: REQUESTS },
  { title: 'Token transports', intro: 'What cannot send a header field, as Safari\'s own player, carries its token in another way. When a request carries several, they have to be one and the same.', options: TRANSPORTS },
  { title: 'Browsers', intro: 'Pages that come from another origin than the gate.', options: BROWSERS },
  { title: 'Limits', intro: 'How much of one gate its clients can take, so that none can take it all. Each gate counts for itself. The defaults are out of the way of every player.', options: LIMITS },
  { title: 'Upstream', intro: 'The video backend, and how far it is trusted and waited for.', options: UPSTREAM },
  { title: 'Redis', intro: 'Where streams are kept, so that any number of gates share one truth. Without any of these options one gate keeps them in its own memory, and forgets them when it ends. Give either `--redis-url`, or `--redis-host` with its parts, or sentinels, or cluster nodes.', options: REDIS },
  { title: 'Redis Sentinel and Cluster', intro: 'Redis on several machines. User, password, TLS, key prefix and timeouts are those of the topics around this one.', options: REDIS_MANY },
  { title: 'Redis over TLS', intro: 'Certificates are verified unless this is turned off.', options: REDIS_TLS },
  { title: 'When Redis is away', intro: 'What viewers notice of an outage. Every answer comes soon, whether Redis refuses or hangs.', options: OUTAGE },
  { title: 'Workers', intro: 'All processors of one machine for one gate. Gates on several machines need none of this: they share a Redis.', options: WORKERS },
  { title: 'Stopping', intro: 'SIGTERM and SIGINT let what runs finish and end the gate with 0; a second one ends it at once. WebSockets are told to go elsewhere (1001).', options: STOPPING },
  { title: 'Logging', intro: 'What the gate writes about itself.', options: LOGGING }
]

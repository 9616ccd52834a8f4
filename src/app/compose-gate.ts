import type { Duplex } from 'node:stream'
import type { Config } from '../config/config.js'
import { jitterRenewal } from '../domain/renewal/jitter-renewal.js'
import { openCors } from '../http/cors/cors.js'
import { releaseEndpoint } from '../http/endpoint/release-endpoint.js'
import { streamsEndpoint } from '../http/endpoint/streams-endpoint.js'
import { answerRequest } from '../http/gate/answer-request.js'
import { answerUpgrade } from '../http/gate/answer-upgrade.js'
import { attachExchange } from '../http/gate/attach-exchange.js'
import { boundRequests } from '../http/gate/bound-requests.js'
import { composeResponseHeaders } from '../http/gate/compose-response-headers.js'
import { decideOnRequest } from '../http/gate/decide-on-request.js'
import type { ConnectionSource } from '../http/listener/listen-on.js'
import { openListener } from '../http/listener/open-listener.js'
import { sendQueues } from '../http/listener/send-queues.js'
import { route } from '../http/request/route.js'
import { responder } from '../http/response/respond.js'
import { tarpitRefusals } from '../http/response/tarpit-refusals.js'
import { opaqueSession } from '../identity/opaque-session.js'
import type { Forward, Tunnel } from '../ports/forward-context.js'
import type { Rules } from './compose-rules.js'
import type { Transports } from './compose-transports.js'
import type { GateObserver } from './observe-gate.js'
import { refusalOf } from './refusal-of.js'
import type { Runtime } from './runtime.js'

/** The public side of a gate: its listener, the token endpoint, and what is decided on every other request. */
export interface Gate {
  /** Resolves to the address that clients connect to; rejects when it cannot listen. */
  readonly start: () => Promise<{ readonly host: string, readonly port: number }>
  /** From now on each response is the last on its connection, and no refusal is delayed. */
  readonly drain: () => void
  /** Accepts no more connections and lets requests finish within `graceMs`. Resolves to how many connections it aborted. */
  readonly stop: (graceMs: number) => Promise<number>
}

/**
 * Composes the public side of a gate. Opens no port yet.
 *
 * @param rules what may be watched
 * @param upstream where allowed requests go; undefined serves the token endpoint alone
 * @param connectionSource where connections come from; a listener of the gate's own unless given
 */
export function composeGate ({ config, runtime, rules, transports, upstream, observe, onFault, connectionSource }: {
  config: Pick<Config, 'listen' | 'http' | 'streams' | 'cors' | 'limits'>
  runtime: Pick<Runtime, 'clock' | 'random' | 'randomBytes'>
  rules: Pick<Rules, 'memory' | 'check' | 'acquire' | 'renew' | 'release'>
  transports: Transports
  upstream: { readonly forward: Forward, readonly tunnel: Tunnel } | undefined
  observe: GateObserver
  onFault: (error: unknown) => void
  connectionSource?: ConnectionSource | undefined
}): Gate {
  const { clock, random, randomBytes } = runtime
  const { limit, expirySeconds } = config.streams
  const { carried, transportOf, cookieFor } = transports
  const cors = openCors(config.cors)
  const responses = responder({ gateRefusalStatus: config.http.refusalStatus, observe: observe.refusals, fieldsFor: cors?.fieldsFor })
  const tarpit = tarpitRefusals({ clock, refuse: responses.gate.refuse, ...config.limits, observe: observe.tarpit })
  const release = observe.release(rules.release)
  const streams = streamsEndpoint({
    actions: { identify: opaqueSession({ limit }), acquire: observe.acquire(rules.acquire), renew: rules.renew, release },
    transportOf,
    cookieFor,
    responder: responses,
    limit,
    expirySeconds,
    renewInSeconds: () => jitterRenewal(expirySeconds, random)
  })
  const watched = new WeakSet<Duplex>()
  const unacknowledged = sendQueues({ clock })
  const shared = {
    carried,
    route: route({ ...config.http, upstream: upstream !== undefined }),
    judge: observe.check(decideOnRequest(rules.check)),
    enter: boundRequests(config.limits),
    attach: attachExchange({ attach: (known, exchange) => rules.memory.attach(known, exchange), watched, unacknowledged, observe: observe.aborts }),
    responder: responses,
    refusalOf: refusalOf(onFault),
    nextRequestId: requestIds(randomBytes)
  }
  const listener = openListener({
    ...config.listen,
    connectionSource,
    limits: config.limits,
    watched,
    unacknowledged,
    observe: observe.connections,
    clock,
    responder: responses,
    answer: answerRequest({
      ...shared,
      forward: upstream?.forward,
      streams,
      release: releaseEndpoint({ release, responder: responses }),
      preflight: cors?.preflight,
      playback: observe.playback,
      hold: tarpit.refuse,
      responseHeaders: composeResponseHeaders(cors)
    }),
    upgrade: declineUpgrade => answerUpgrade({ ...shared, tunnel: upstream?.tunnel, declineUpgrade })
  })

  return {
    start: listener.start,
    drain: () => {
      listener.drain()
      tarpit.release()
    },
    stop: listener.stop
  }
}

/** Ids that are unique over all gates: a random part for the gate and a counter. */
function requestIds (randomBytes: Runtime['randomBytes']): () => string {
  const gate = Buffer.from(randomBytes(6)).toString('hex')
  let count = 0
  return () => `${gate}-${(count++).toString(36)}`
}

import type { Duplex } from 'node:stream'
import type { Config } from '../config/config.js'
import { jitterRenewal } from '../domain/renewal/jitter-renewal.js'
import { openCors } from '../http/cors/cors.js'
import { releaseEndpoint } from '../http/endpoint/release-endpoint.js'
import { streamsEndpoint } from '../http/endpoint/streams-endpoint.js'
import { admitClient } from '../http/gate/admit-client.js'
import { attachExchange } from '../http/gate/client-exchange.js'
import { composeResponseHeaders } from '../http/gate/compose-response-headers.js'
import { decideOnRequest } from '../http/gate/decide-on-request.js'
import { handleRequest } from '../http/gate/handle-request.js'
import { handleUpgrade } from '../http/gate/handle-upgrade.js'
import { limitRequests } from '../http/gate/limit-requests.js'
import type { ConnectionSource } from '../http/listener/listen-on.js'
import { openListener } from '../http/listener/open-listener.js'
import { unacknowledgedBytes } from '../http/listener/unacknowledged-bytes.js'
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
  const { extractToken, transportOf, cookieFor } = transports
  const cors = openCors(config.cors)
  const responses = responder({ gateRefusalStatus: config.http.refusalStatus, observe: observe.refusals, headersFor: cors?.headersFor })
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
  const unacknowledged = unacknowledgedBytes({ clock })
  const toRefusal = refusalOf(onFault)
  const admit = admitClient({
    isPreflight: cors?.isPreflight,
    extractToken,
    route: route({ ...config.http, upstream: upstream !== undefined }),
    decide: observe.check(decideOnRequest(rules.check)),
    admit: limitRequests(config.limits),
    attach: attachExchange({ attach: (known, exchange) => rules.memory.attach(known, exchange), watched, unacknowledged, observe: observe.aborts }),
    playback: observe.playback,
    refusalOf: toRefusal,
    nextRequestId: requestIds(randomBytes)
  })
  const listener = openListener({
    ...config.listen,
    connectionSource,
    limits: config.limits,
    watched,
    unacknowledged,
    observe: observe.connections,
    clock,
    responder: responses,
    handleRequest: handleRequest({
      admitClient: admit,
      forward: upstream?.forward,
      streams,
      release: releaseEndpoint({ release, responder: responses }),
      preflightHeaders: cors?.preflightHeaders,
      responseHeaders: composeResponseHeaders(cors),
      responder: responses,
      tarpit,
      refusalOf: toRefusal
    }),
    handleUpgrade: declineUpgrade => handleUpgrade({ admitClient: admit, tunnel: upstream?.tunnel, responder: responses, declineUpgrade })
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

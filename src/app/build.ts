import type { Duplex } from 'node:stream'
import type { Config } from '../config/config.js'
import { isStoreAway } from '../domain/is-store-away.js'
import { operateStreams } from '../domain/lease/operate-streams.js'
import { isUsefulWithoutStore } from '../domain/outage/is-useful-without-store.js'
import { paceRenewal } from '../domain/renewal/pace-renewal.js'
import { openCors } from '../http/cors/cors.js'
import type { Readiness } from '../http/endpoint/admin-endpoint.js'
import { releaseEndpoint } from '../http/endpoint/release-endpoint.js'
import { streamsEndpoint } from '../http/endpoint/streams-endpoint.js'
import { answerRequest } from '../http/gate/answer-request.js'
import { answerUpgrade } from '../http/gate/answer-upgrade.js'
import { attachExchange } from '../http/gate/attach-exchange.js'
import { boundRequests } from '../http/gate/bound-requests.js'
import { judgeRequest } from '../http/gate/judge-request.js'
import { sayOnResponse } from '../http/gate/say-on-response.js'
import type { HandedOver } from '../http/listener/let-in.js'
import { openListener } from '../http/listener/open-listener.js'
import { sendQueues } from '../http/listener/send-queues.js'
import { route } from '../http/request/route.js'
import { holdRefusals } from '../http/response/hold-refusals.js'
import { responder } from '../http/response/respond.js'
import { opaqueSession } from '../identity/opaque-session.js'
import { openUpstream } from '../proxy/open-upstream.js'
import { askGate } from '../telemetry/exposition/ask-gate.js'
import { openEvents } from '../telemetry/log/open-events.js'
import { publicId } from '../telemetry/log/public-id.js'
import { openMeters } from '../telemetry/metrics/meters.js'
import { observeAcquire } from '../telemetry/observe/observe-acquire.js'
import { observeCheck } from '../telemetry/observe/observe-check.js'
import { observeConnections } from '../telemetry/observe/observe-connections.js'
import { observeCuts } from '../telemetry/observe/observe-cuts.js'
import { observeHolding } from '../telemetry/observe/observe-holding.js'
import { observePlayback } from '../telemetry/observe/observe-playback.js'
import { observeRefusals } from '../telemetry/observe/observe-refusals.js'
import { observeRelease } from '../telemetry/observe/observe-release.js'
import { observeUpstream } from '../telemetry/observe/observe-upstream.js'
import { tellSuspendedLimit } from '../telemetry/observe/tell-suspended-limit.js'
import { fillWithProcessMetrics } from '../telemetry/process/fill-with-process-metrics.js'
import { measureMemoryMax } from '../telemetry/process/measure-memory-max.js'
import { measureProcess } from '../telemetry/process/measure-process.js'
import { certificateExpiries } from './certificate-expiries.js'
import { composeRules } from './compose-rules.js'
import { composeTransports } from './compose-transports.js'
import { openStore } from './open-store.js'
import { operatorListener } from './operator-listener.js'
import type { OpenOperator } from './operator.js'
import { refusalOf } from './refusal-of.js'
import type { App, World } from './world.js'

/**
 * The composition root: every part is made here and nowhere else. Opens the store, but no port yet.
 *
 * @param openOperator the way to the operator; a listener of the gate's own unless told otherwise
 * @param handedOver where clients come from; a listener of the gate's own unless told otherwise
 */
export async function build (config: Config, world: World, openOperator: OpenOperator = ownOperator(config, world), handedOver?: HandedOver): Promise<App> {
  const { clock, randomBytes, random, log } = world
  const { limit, expirySeconds, tokenKey } = config.streams
  const meters = openMeters()
  const events = openEvents({ log, tokenKey, clock })
  const onFault = (error: unknown): void => {
    // That the store is away is told once by who watches it, not once a request.
    if (!isStoreAway(error)) events.fault({ error })
  }
  const circuit = await openStore({ config, world, meters, events })
  const { store } = circuit
  const rules = composeRules({ config, clock, circuit, meters, onFault })
  const { memory } = rules

  // The public listener.
  const { carried, transportOf, cookieFor, conceal } = composeTransports(config)
  const cors = openCors(config.cors)
  const observe = observeUpstream({ meters, events })
  const upstream = config.upstream && openUpstream({
    upstream: config.upstream,
    trustedProxies: config.http.trustedProxies,
    conceal,
    clock,
    observe,
    log: observe
  })
  const refusals = observeRefusals(meters)
  const answers = responder({ gateRefusalStatus: config.http.refusalStatus, observe: refusals, fieldsFor: cors?.fieldsFor })
  const held = holdRefusals({ clock, refuse: answers.gate.refuse, ...config.limits, observe: observeHolding(meters) })
  const routing = route({ ...config.http, upstream: upstream !== undefined })
  const release = observeRelease({ meters, events })(rules.release)
  const streams = streamsEndpoint({
    actions: {
      identify: opaqueSession({ limit }),
      acquire: observeAcquire({ meters, events })(rules.acquire),
      renew: rules.renew,
      release
    },
    transportOf,
    cookieFor,
    responder: answers,
    limit,
    expirySeconds,
    renewInSeconds: () => paceRenewal(expirySeconds, random)
  })
  const watched = new WeakSet<Duplex>()
  const unacknowledged = sendQueues({ clock })
  const shared = {
    carried,
    route: routing,
    judge: observeCheck(meters)(judgeRequest(rules.check)),
    enter: boundRequests(config.limits),
    attach: attachExchange({
      attach: (known, exchange) => memory.attach(known, exchange),
      watched,
      unacknowledged,
      observe: observeCuts({ meters, events })
    }),
    responder: answers,
    refusalOf: refusalOf(onFault),
    nextRequestId: requestIds(randomBytes)
  }
  const publicListener = openListener({
    ...config.listen,
    handedOver,
    limits: config.limits,
    watched,
    unacknowledged,
    observe: observeConnections({ meters, events }),
    clock,
    responder: answers,
    answer: answerRequest({
      ...shared,
      forward: upstream?.forward,
      streams,
      release: releaseEndpoint({ release, responder: answers }),
      preflight: cors?.preflight,
      playback: observePlayback({ meters, events }),
      hold: held.refuse,
      onResponse: sayOnResponse(cors)
    }),
    upgrade: handBack => answerUpgrade({ ...shared, tunnel: upstream?.tunnel, handBack })
  })

  // The operator's way in.
  const isUseful = isUsefulWithoutStore({ ...config.outage, expirySeconds })
  const isLimitSuspended = (): boolean => config.outage.mode === 'allow' && circuit.isAway()
  let state: 'starting' | 'ok' | 'draining' = 'starting'
  const asked = askGate({ store, memory, isStoreAway: circuit.isAway, isLimitSuspended, limits: config.limits, certificateExpiries: certificateExpiries(config), memoryMaxBytes: measureMemoryMax, onFault })
  const operate = operateStreams({
    store,
    memory,
    clock,
    idOf: publicId(tokenKey),
    onStopped: stream => {
      meters.stops_total++
      events.streamStopped(stream)
    }
  })
  const operator = openOperator({ meters, asked, readiness, operate }, { events, onFault, ...refusals })
  let stopKeeping = (): void => {}

  return { start, drain, stop }

  async function readiness (): Promise<Readiness> {
    const said = await store.ping().then(() => 'ok', (error: unknown) => error instanceof Error ? error.message : String(error))
    return { ready: state === 'ok' && (said === 'ok' || isUseful(circuit.silenceMs())), parts: { gate: state, store: said } }
  }

  async function start (): Promise<void> {
    try {
      await operator.start()
      const listening = await publicListener.start()
      const stopRules = rules.keep()
      const stopTelling = tellSuspendedLimit({ isSuspended: isLimitSuspended, clock, events })
      stopKeeping = () => {
        stopRules()
        stopTelling()
      }
      state = 'ok'
      if (config.outage.mode === 'allow') events.failOpenEnabled({})
      if (config.redis === undefined) events.keptInMemory({})
      meters.workers = 1
      operator.announce(listening)
    } catch (error) {
      await stop(0)
      throw error
    }
  }

  function drain (): void {
    state = 'draining'
    publicListener.drain()
    held.release()
  }

  async function stop (graceMs: number): Promise<number> {
    drain()
    meters.workers = 0
    upstream?.leaveTunnels()
    const cut = await publicListener.stop(graceMs)
    stopKeeping()
    await upstream?.close()
    await operator.stop()
    await circuit.close()
    events.stopped({ aborted: cut })
    return cut
  }
}

function ownOperator (config: Config, { clock, version }: World): OpenOperator {
  const fillWithProcess = fillWithProcessMetrics(measureProcess())
  return operatorListener({ admin: config.admin, clock, fillWithProcess, store: config.redis?.mode ?? 'memory', version, nodeVersion: process.version })
}

/** Ids that tell requests apart over all gates: this gate's own random part and a running number. */
function requestIds (randomBytes: World['randomBytes']): () => string {
  const gate = Buffer.from(randomBytes(6)).toString('hex')
  let count = 0
  return () => `${gate}-${(count++).toString(36)}`
}

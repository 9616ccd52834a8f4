import type { Duplex } from 'node:stream'
import type { Config } from '../config/config.js'
import { isStoreUnavailable } from '../domain/is-store-unavailable.js'
import { adminStreams } from '../domain/lease/admin-streams.js'
import { isReadyWithoutStore } from '../domain/outage/is-ready-without-store.js'
import { jitterRenewal } from '../domain/renewal/jitter-renewal.js'
import { openCors } from '../http/cors/cors.js'
import type { Readiness } from '../http/endpoint/admin-endpoint.js'
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
import { openUpstream } from '../proxy/open-upstream.js'
import { gateGauges } from '../telemetry/exposition/gate-gauges.js'
import { openEvents } from '../telemetry/log/open-events.js'
import { publicId } from '../telemetry/log/public-id.js'
import { openMeters } from '../telemetry/metrics/meters.js'
import { observeAborts } from '../telemetry/observe/observe-aborts.js'
import { observeAcquire } from '../telemetry/observe/observe-acquire.js'
import { observeCheck } from '../telemetry/observe/observe-check.js'
import { observeConnections } from '../telemetry/observe/observe-connections.js'
import { observePlayback } from '../telemetry/observe/observe-playback.js'
import { observeRefusals } from '../telemetry/observe/observe-refusals.js'
import { observeRelease } from '../telemetry/observe/observe-release.js'
import { observeTarpit } from '../telemetry/observe/observe-tarpit.js'
import { observeUpstream } from '../telemetry/observe/observe-upstream.js'
import { reportFailOpen } from '../telemetry/observe/report-fail-open.js'
import { fillWithProcessMetrics } from '../telemetry/process/fill-with-process-metrics.js'
import { measureMemoryMax } from '../telemetry/process/measure-memory-max.js'
import { measureProcess } from '../telemetry/process/measure-process.js'
import { adminListener } from './admin-listener.js'
import type { OpenAdmin } from './admin.js'
import { certificateExpiries } from './certificate-expiries.js'
import { composeRules } from './compose-rules.js'
import { composeTransports } from './compose-transports.js'
import { openStore } from './open-store.js'
import { refusalOf } from './refusal-of.js'
import type { App, Runtime } from './runtime.js'

/**
 * The composition root: every part is made here and nowhere else. Opens the store, but no port yet.
 *
 * @param openAdmin the way to the operator; a listener of the gate's own unless told otherwise
 * @param connectionSource where clients come from; a listener of the gate's own unless told otherwise
 */
export async function build (config: Config, runtime: Runtime, openAdmin: OpenAdmin = ownAdmin(config, runtime), connectionSource?: ConnectionSource): Promise<App> {
  const { clock, randomBytes, random, log } = runtime
  const { limit, expirySeconds, tokenKey } = config.streams
  const meters = openMeters()
  const events = openEvents({ log, tokenKey, clock })
  const onFault = (error: unknown): void => {
    // That the store is away is told once by who watches it, not once a request.
    if (!isStoreUnavailable(error)) events.fault({ error })
  }
  const circuit = await openStore({ config, runtime, meters, events })
  const { store } = circuit
  const rules = composeRules({ config, clock, circuit, meters, onFault })
  const { memory } = rules

  // The public listener.
  const { carried, transportOf, cookieFor, redact } = composeTransports(config)
  const cors = openCors(config.cors)
  const observe = observeUpstream({ meters, events })
  const upstream = config.upstream && openUpstream({
    upstream: config.upstream,
    trustedProxies: config.http.trustedProxies,
    redact,
    clock,
    observe,
    log: observe
  })
  const refusals = observeRefusals(meters)
  const answers = responder({ gateRefusalStatus: config.http.refusalStatus, observe: refusals, fieldsFor: cors?.fieldsFor })
  const held = tarpitRefusals({ clock, refuse: answers.gate.refuse, ...config.limits, observe: observeTarpit(meters) })
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
    renewInSeconds: () => jitterRenewal(expirySeconds, random)
  })
  const watched = new WeakSet<Duplex>()
  const unacknowledged = sendQueues({ clock })
  const shared = {
    carried,
    route: routing,
    judge: observeCheck(meters)(decideOnRequest(rules.check)),
    enter: boundRequests(config.limits),
    attach: attachExchange({
      attach: (known, exchange) => memory.attach(known, exchange),
      watched,
      unacknowledged,
      observe: observeAborts({ meters, events })
    }),
    responder: answers,
    refusalOf: refusalOf(onFault),
    nextRequestId: requestIds(randomBytes)
  }
  const publicListener = openListener({
    ...config.listen,
    connectionSource,
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
      responseHeaders: composeResponseHeaders(cors)
    }),
    upgrade: declineUpgrade => answerUpgrade({ ...shared, tunnel: upstream?.tunnel, declineUpgrade })
  })

  // The operator's way in.
  const isUseful = isReadyWithoutStore({ ...config.outage, expirySeconds })
  const isFailingOpen = (): boolean => config.outage.mode === 'allow' && circuit.isAway()
  let state: 'starting' | 'ok' | 'draining' = 'starting'
  const asked = gateGauges({ store, memory, isStoreUnavailable: circuit.isAway, isFailingOpen, limits: config.limits, certificateExpiries: certificateExpiries(config), memoryMaxBytes: measureMemoryMax, onFault })
  const operate = adminStreams({
    store,
    memory,
    clock,
    idOf: publicId(tokenKey),
    onStopped: stream => {
      meters.stops_total++
      events.streamStopped(stream)
    }
  })
  const operator = openAdmin({ meters, asked, readiness, operate }, { events, onFault, ...refusals })
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
      const stopTelling = reportFailOpen({ isSuspended: isFailingOpen, clock, events })
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

function ownAdmin (config: Config, { clock, version }: Runtime): OpenAdmin {
  const fillWithProcess = fillWithProcessMetrics(measureProcess())
  return adminListener({ admin: config.admin, clock, fillWithProcess, store: config.redis?.mode ?? 'memory', version, nodeVersion: process.version })
}

/** Ids that tell requests apart over all gates: this gate's own random part and a running number. */
function requestIds (randomBytes: Runtime['randomBytes']): () => string {
  const gate = Buffer.from(randomBytes(6)).toString('hex')
  let count = 0
  return () => `${gate}-${(count++).toString(36)}`
}

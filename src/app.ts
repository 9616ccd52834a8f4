import type { Duplex } from 'node:stream'
import type { Config } from './config/config.js'
import { acquireStream } from './domain/acquire-stream.js'
import { boundQuestions } from './domain/bound-questions.js'
import { boundStrangers } from './domain/bound-strangers.js'
import { breakCircuit } from './domain/break-circuit.js'
import { checkToken } from './domain/check-token.js'
import type { Clock } from './domain/clock.js'
import { Fault } from './domain/fault.js'
import { isUsefulWithoutStore } from './domain/is-useful-without-store.js'
import { keepStreams } from './domain/keep-streams.js'
import { letGo } from './domain/let-go.js'
import { limitAcquires } from './domain/limit-acquires.js'
import { paceRenewal } from './domain/pace-renewal.js'
import { recoverStreams } from './domain/recover-streams.js'
import { refreshStream } from './domain/refresh-stream.js'
import { refuseForeign } from './domain/refuse-foreign.js'
import { releaseStream } from './domain/release-stream.js'
import { renewStream } from './domain/renew-stream.js'
import { restoreStreams } from './domain/restore-streams.js'
import { StreamMemory } from './domain/stream-memory.js'
import { tolerateStream } from './domain/tolerate-stream.js'
import type { Readiness } from './http/admin-endpoint.js'
import { answerRequest } from './http/answer-request.js'
import { answerUpgrade } from './http/answer-upgrade.js'
import { attachExchange } from './http/attach-exchange.js'
import { boundRequests } from './http/bound-requests.js'
import { judgeRequest } from './http/judge-request.js'
import { openListener } from './http/open-listener.js'
import { responder } from './http/respond.js'
import { route } from './http/route.js'
import { sendQueues } from './http/send-queues.js'
import { streamsEndpoint } from './http/streams-endpoint.js'
import { opaqueSession } from './identity/opaque-session.js'
import type { OpenOperator } from './operator.js'
import { operatorListener } from './operator-listener.js'
import { openUpstream } from './proxy/open-upstream.js'
import { refusalOf } from './refusal-of.js'
import { openMemoryStore } from './store/open-memory-store.js'
import { openRedisStore } from './store/open-redis-store.js'
import { askGate } from './telemetry/ask-gate.js'
import { fillWithProcessMetrics } from './telemetry/fill-with-process-metrics.js'
import { measureProcess } from './telemetry/measure-process.js'
import { openMeters } from './telemetry/meters.js'
import { observeAcquire } from './telemetry/observe-acquire.js'
import { observeCheck } from './telemetry/observe-check.js'
import { observeConnections } from './telemetry/observe-connections.js'
import { observeCuts } from './telemetry/observe-cuts.js'
import { observeRefusals } from './telemetry/observe-refusals.js'
import { observeRelease } from './telemetry/observe-release.js'
import { observeRenewals } from './telemetry/observe-renewals.js'
import { observeStore } from './telemetry/observe-store.js'
import { observeUpstream } from './telemetry/observe-upstream.js'
import { openEvents } from './telemetry/open-events.js'
import type { Log } from './telemetry/open-log.js'

/** What the program takes from the world around it. */
export interface World {
  readonly clock: Clock
  /** From a CSPRNG. */
  readonly randomBytes: (count: number) => Uint8Array
  /** Uniform in [0, 1); for spreading, not for secrets. */
  readonly random: () => number
  readonly log: Log
  readonly version: string
}

/** A gate, put together. */
export interface App {
  /** Resolves when it serves and its operator can ask. Rejects with the first error, with everything given up again. */
  readonly start: () => Promise<void>
  /** Unready first; then no new connections; what runs may finish within `graceMs`; then all is given up. */
  readonly stop: (graceMs: number) => Promise<void>
}

/**
 * The composition root: every part is made here and nowhere else. Opens the store, but no port yet.
 *
 * @param openOperator the way to the operator; a listener of the gate's own unless told otherwise
 */
export async function build (config: Config, world: World, openOperator: OpenOperator = ownOperator(config, world)): Promise<App> {
  const { clock, randomBytes, random, log } = world
  const { limit, expirySeconds, implicitRenewal, acquiresPerSecond, tokenKey } = config.streams
  const meters = openMeters()
  const events = openEvents({ log, tokenKey, clock })

  const parts = { clock, randomBytes, tokenKey }
  const rawStore = config.redis === undefined
    ? openMemoryStore(parts)
    : await openRedisStore({ ...parts, redis: config.redis, lifetimes: { expiryMs: expirySeconds * 1000, graceMs: config.outage.graceMs }, gateId: Buffer.from(randomBytes(6)).toString('hex'), log })
  const circuit = breakCircuit({ store: observeStore({ meters, clock, events })(rawStore), clock })
  const { store } = circuit

  // The rules.
  const memory = new StreamMemory(rawStore.hearing)
  store.onEnded(({ token, reason }) => { memory.end(token, reason, clock.nowMs()) })
  const onFault = (error: unknown): void => {
    // That the store is away is told once by observeStore, not once a request.
    if (!(error instanceof Fault && error.code === 'STORE_UNREACHABLE')) events.fault({ error })
  }
  const { lastMs, nextMs } = letGo({ clock, graceMs: config.outage.graceMs, isHealthy: () => !circuit.isAway() && memory.troubled.size === 0 && !recovery.isRunning() })
  const tolerates = tolerateStream({ ...config.outage, letGoMs: lastMs })
  const restoring = restoreStreams({ store, memory, clock, limit, expirySeconds, tolerates, onRestored: () => { meters.streams_restored_total++ } })
  const traffic = observeRenewals({ meters, by: 'traffic' })(restoring)
  const endpoint = observeRenewals({ meters, by: 'endpoint' })(restoring)
  const outage = { isAway: circuit.isAway, tolerates, onTolerated: () => { meters.requests_tolerated_total++ } }
  const refresh = refreshStream({ store: traffic, memory, clock, expirySeconds, tolerates, onFault })
  const recovery = recoverStreams({ memory, clock, refresh, tolerates })
  circuit.onBack(recovery.start)
  store.join({ letGoMs: nextMs, onDoubt: recovery.start })
  const askBounded = boundQuestions(config.limits.maxLookups)
  const check = checkToken({ store: traffic, memory, clock, implicitRenewal, expirySeconds, refresh, askBounded, ...outage })
  // Looking at somebody else's token must not renew it.
  const look = checkToken({ store: traffic, memory, clock, implicitRenewal: false, expirySeconds, refresh, askBounded, ...outage })
  const own = { memory, clock, refuseForeign: refuseForeign({ store, find: look }), expirySeconds, tolerates }
  const acquire = acquireStream({ store, memory, clock, limitAcquires: limitAcquires({ clock, perSecond: acquiresPerSecond }), limit, expirySeconds })
  const renew = renewStream({ store: endpoint, ...own })
  const release = releaseStream({ store, ...own })
  const bounded = boundStrangers({ memory, askBounded: boundQuestions(config.limits.maxLookups) })

  // The public listener.
  const observe = observeUpstream({ meters, events })
  const upstream = config.upstream && openUpstream({
    upstream: config.upstream,
    trustedProxies: config.http.trustedProxies,
    clock,
    observe,
    log: observe
  })
  const refusals = observeRefusals(meters)
  const answers = responder({ gateRefusalStatus: config.http.refusalStatus, observe: refusals })
  const routing = route({ ...config.http, upstream: upstream !== undefined })
  const streams = streamsEndpoint({
    actions: {
      identify: opaqueSession({ limit }),
      acquire: observeAcquire({ meters, events })(bounded(acquire)),
      renew: bounded(renew),
      release: observeRelease({ meters, events })(bounded(release))
    },
    responder: answers,
    limit,
    expirySeconds,
    renewInSeconds: () => paceRenewal(expirySeconds, random)
  })
  const watched = new WeakSet<Duplex>()
  const unacknowledged = sendQueues({ clock })
  const shared = {
    route: routing,
    judge: observeCheck(meters)(judgeRequest(check)),
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
    limits: config.limits,
    watched,
    unacknowledged,
    observe: observeConnections({ meters, events }),
    clock,
    responder: answers,
    answer: answerRequest({ ...shared, forward: upstream?.forward, streams }),
    upgrade: handBack => answerUpgrade({ ...shared, tunnel: upstream?.tunnel, handBack })
  })

  // The operator's way in.
  const isUseful = isUsefulWithoutStore({ ...config.outage, expirySeconds })
  let state: 'starting' | 'ok' | 'draining' = 'starting'
  const asked = askGate({ store, memory, isStoreAway: circuit.isAway, onFault })
  const operator = openOperator({ meters, asked, readiness }, { events, onFault, ...refusals })
  let stopKeeping = (): void => {}

  return { start, stop }

  async function readiness (): Promise<Readiness> {
    const said = await store.ping().then(() => 'ok', (error: unknown) => error instanceof Error ? error.message : String(error))
    return { ready: state === 'ok' && (said === 'ok' || isUseful(circuit.silenceMs())), parts: { gate: state, store: said } }
  }

  async function start (): Promise<void> {
    try {
      await operator.start()
      const listening = await publicListener.start()
      stopKeeping = keepStreams({ memory, clock, implicitRenewal, refresh, graceMs: config.outage.graceMs })
      state = 'ok'
      if (config.redis === undefined) events.keptInMemory({})
      meters.workers = 1
      operator.announce(listening)
    } catch (error) {
      await stop(0)
      throw error
    }
  }

  async function stop (graceMs: number): Promise<void> {
    state = 'draining'
    meters.workers = 0
    await publicListener.stop(graceMs)
    stopKeeping()
    recovery.stop()
    await upstream?.close()
    await operator.stop()
    await circuit.close()
    events.stopped({})
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

import type { Clock } from '../domain/clock.js'
import { composeToken } from '../domain/compose-token.js'
import { Fault } from '../domain/fault.js'
import { parseToken } from '../domain/parse-token.js'
import type { StreamStore } from '../domain/stream-store.js'
import type { EndReason, Stream } from '../domain/stream.js'
import type { Log } from '../ports/log.js'
import type { RedisSettings } from '../ports/redis-settings.js'
import { writeEnded } from './gates/ended-message.js'
import { grantStream } from './gates/grant-stream.js'
import { tallyActive } from './gates/index-active.js'
import type { Lifetimes } from './gates/lifetimes.js'
import { joinGates } from './gates/maintain-membership.js'
import { hearEnds } from './gates/subscribe-to-ended.js'
import { mintSecret } from './mint-secret.js'
import { connectRedis } from './redis/connect-redis.js'
import { connectListener } from './redis/connect-subscriber.js'
import { stayConnected } from './redis/stay-connected.js'
import { startDeadlines } from './redis/time-out-commands.js'
import { translateError } from './redis/translate-error.js'
import { becomeReady } from './redis/wait-until-ready.js'
import { watchConnection } from './redis/watch-connection.js'
import { watchMasters } from './redis/watch-masters.js'
import { watchTrust } from './redis/watch-tls-failures.js'
import { tagViewer } from './tag-viewer.js'

/**
 * Keeps streams in Redis, shared by any number of gates. Resolves when Redis is ready, or after
 * `connectTimeoutMs` without it: every call then rejects with a `Fault` until it comes. Connects for ever.
 */
export async function openRedisStore ({ redis: settings, lifetimes, gateId, clock, randomBytes, tokenKey, log }: {
  redis: RedisSettings
  lifetimes: Lifetimes
  /** Tells this gate from all others on the same Redis; the successor of one that died may have its id. */
  gateId: string
  clock: Clock
  randomBytes: (count: number) => Uint8Array
  tokenKey: string
  log: Log
}): Promise<StreamStore> {
  const { keyPrefix, commandTimeoutMs, connectTimeoutMs } = settings
  const channel = `${keyPrefix}ended`
  const tagOf = tagViewer(tokenKey)
  const redis = connectRedis(settings)
  watchConnection({ redis, log })
  const trust = watchTrust({ redis, settings, clock, log })
  const letRest = stayConnected({ redis, clock })
  const { graceMs } = lifetimes
  const deadlines = startDeadlines({ clock, timeoutMs: commandTimeoutMs })
  const ends = hearEnds({ clock, log, channel, connect: connectListener({ redis: settings, commands: redis, first: randomBytes(1)[0] ?? 0 }) })
  const tally = tallyActive({ redis, keyPrefix, clock, log, ask })
  const gates = joinGates({ redis, key: `${keyPrefix}gates`, gateId, lifetimes, clock, log, ask })
  const grant = grantStream({ redis, gates, graceMs, ask, giveBack })
  let closed = false
  await becomeReady({ redis, tried: ends.tried, clock, timeoutMs: connectTimeoutMs })
  await gates.enter()
  watchMasters({ redis, onChanged: gates.doubt })

  return {
    acquire: async request => {
      const { viewer, expirySeconds } = request
      const viewerTag = tagOf(viewer)
      const expiryMs = millisecondsOf(expirySeconds)
      const reply = await grant({ viewerTag, key: keyOf(viewerTag), secret: mintSecret(randomBytes), expiryMs }, request)
      if (reply[0] === 0) return { granted: false, active: reply[1] }
      const [, active, resumed, secret, endMs, startMs] = reply
      tally.note(viewerTag, secret, endMs)
      const restoreState = `${startMs}:${request.device ?? ''}`
      return { granted: true, stream: { token: composeToken(viewerTag, secret), viewer, remainingMs: expiryMs, restoreState }, resumed: resumed === 1, active }
    },

    renew: async (text, expirySeconds) => {
      const parts = parseToken(text)
      if (parts === undefined) return undefined
      const { token, viewerTag, secret } = parts
      const expiryMs = millisecondsOf(expirySeconds)
      const reply = await ask(async () => await redis.streamRenew(keyOf(viewerTag), secret, expiryMs, graceMs))
      if (reply === null) return undefined
      const [viewer, active, endMs, restoreState] = reply
      tally.note(viewerTag, secret, endMs)
      return { stream: { token, viewer, remainingMs: expiryMs, restoreState }, active }
    },

    restore: async ({ token: text, viewer, restoreState }, { limit, lifeMs }) => {
      const parts = parseToken(text)
      if (parts === undefined) return undefined
      const { token, viewerTag, secret } = parts
      const remainingMs = Math.max(Math.round(lifeMs), 1)
      const reply = await ask(
        async () => await redis.streamRestore(keyOf(viewerTag), secret, limit, remainingMs, graceMs, gates.floorMs(), restoreState, viewer)
      )
      if (reply === null) return undefined
      const [active, endMs] = reply
      tally.note(viewerTag, secret, endMs)
      return { stream: { token, viewer, remainingMs, restoreState }, active }
    },

    release: async token => await end(token, 'released'),
    stop: async token => await end(token, 'stopped'),

    find: async text => {
      const parts = parseToken(text)
      if (parts === undefined) return undefined
      const { token, viewerTag, secret } = parts
      const reply = await ask(async () => await redis.streamFind(keyOf(viewerTag), secret))
      return reply === null ? undefined : { token, viewer: reply[0], remainingMs: reply[1], restoreState: reply[2] }
    },

    list: async viewer => {
      const viewerTag = tagOf(viewer)
      const [, ...listed] = await ask(async () => await redis.streamsList(keyOf(viewerTag)))
      const streams: Stream[] = []
      for (let i = 0; i < listed.length; i += 3) {
        const [secret, remainingMs, restoreState] = listed.slice(i, i + 3) as [string, number, string]
        streams.push({ token: composeToken(viewerTag, secret), viewer, remainingMs, restoreState })
      }
      return streams
    },

    countActive: tally.count,
    // As if it had been granted before everything else: it can only have been lost.
    mint: ({ viewer, expirySeconds, device }) => ({
      token: composeToken(tagOf(viewer), mintSecret(randomBytes)),
      viewer,
      remainingMs: millisecondsOf(expirySeconds),
      restoreState: `0:${device ?? ''}`
    }),
    isTokenOf: (token, viewer) => parseToken(token)?.viewerTag === tagOf(viewer),
    onEnded: ends.onEnded,
    hearing: ends.hearing,
    join: gates.report,
    settled: async () => {
      await gates.confirm()
      const isSettling = gates.isSettling()
      await gates.settled()
      return isSettling
    },
    ping: async () => { await ask(async () => await redis.ping()) },
    close: async () => {
      if (!closed) await gates.leave()
      closed = true
      ends.close()
      deadlines.stop()
      letRest()
      trust.close()
      redis.disconnect()
    }
  }

  async function ask<T> (question: () => Promise<T>, onLate?: (answer: T) => void): Promise<T> {
    if (closed) throw new Fault('STORE_UNREACHABLE', 'the store is closed', { temporary: false })
    try {
      return await deadlines.within(question(), onLate)
    } catch (error) {
      throw trust.explain(error)
    }
  }

  async function end (text: string, reason: EndReason): Promise<boolean> {
    const parts = parseToken(text)
    if (parts === undefined) return false
    const { token, viewerTag, secret } = parts
    const ended = await ask(async () => await redis.streamRelease(keyOf(viewerTag), secret, graceMs, channel, writeEnded({ token, reason })))
    if (ended === 1) tally.note(viewerTag, secret, 0)
    return ended === 1
  }

  function giveBack (viewerTag: string, secret: string): void {
    const announcement = writeEnded({ token: composeToken(viewerTag, secret), reason: 'released' })
    redis.streamRelease(keyOf(viewerTag), secret, graceMs, channel, announcement).catch((error: unknown) => {
      log.debug({ error: translateError(error).message }, 'could not give back a stream')
    })
  }

  function keyOf (viewerTag: string): string {
    return keyPrefix + viewerTag
  }
}

function millisecondsOf (seconds: number): number {
  return Math.max(Math.round(seconds * 1000), 1)
}

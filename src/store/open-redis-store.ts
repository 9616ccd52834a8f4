import type { Clock } from '../domain/clock.js'
import { Fault } from '../domain/fault.js'
import type { StreamStore } from '../domain/stream-store.js'
import type { EndReason, Stream } from '../domain/stream.js'
import { composeToken, parseToken } from '../domain/token.js'
import type { Log } from '../ports/log.js'
import type { RedisSettings } from '../ports/redis-settings.js'
import { writeEnded } from './gates/ended-message.js'
import { grantStream } from './gates/grant-stream.js'
import { indexActive } from './gates/index-active.js'
import { type Lifetimes, maintainMembership } from './gates/maintain-membership.js'
import { subscribeToEnded } from './gates/subscribe-to-ended.js'
import { mintSecret } from './mint-secret.js'
import { connectRedis } from './redis/connect-redis.js'
import { connectSubscriber } from './redis/connect-subscriber.js'
import { stayConnected } from './redis/stay-connected.js'
import { timeOutCommands } from './redis/time-out-commands.js'
import { translateError } from './redis/translate-error.js'
import { waitUntilReady } from './redis/wait-until-ready.js'
import { watchConnection } from './redis/watch-connection.js'
import { watchMasters } from './redis/watch-masters.js'
import { watchTlsFailures } from './redis/watch-tls-failures.js'
import { tagViewer } from './tag-viewer.js'

/**
 * Opens the store that keeps streams in Redis, shared by any number of gates. Resolves when Redis is ready, or
 * after `connectTimeoutMs`: every call then rejects with a `Fault` until Redis is ready. Reconnects for ever.
 */
export async function openRedisStore ({ redis: settings, lifetimes, gateId, clock, randomBytes, tokenKey, log }: {
  redis: RedisSettings
  lifetimes: Lifetimes
  /** Unique per gate on the same Redis; the successor of a gate that died may reuse its id. */
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
  const tlsFailures = watchTlsFailures({ redis, settings, clock, log })
  const stopReconnecting = stayConnected({ redis, clock })
  const { graceMs } = lifetimes
  const timeouts = timeOutCommands({ clock, timeoutMs: commandTimeoutMs })
  const ended = subscribeToEnded({ clock, log, channel, connect: connectSubscriber({ redis: settings, commands: redis, first: randomBytes(1)[0] ?? 0 }) })
  const index = indexActive({ redis, keyPrefix, clock, log, call })
  const membership = maintainMembership({ redis, key: `${keyPrefix}gates`, gateId, lifetimes, clock, log, call })
  const grant = grantStream({ redis, membership, graceMs, call, revoke })
  let closed = false
  await waitUntilReady({ redis, attempted: ended.attempted, clock, timeoutMs: connectTimeoutMs })
  await membership.enter()
  watchMasters({ redis, onChanged: membership.suspectDataLoss })

  return {
    acquire: async request => {
      const { viewer, expirySeconds } = request
      const viewerTag = tagOf(viewer)
      const expiryMs = millisecondsOf(expirySeconds)
      const reply = await grant({ viewerTag, key: keyOf(viewerTag), secret: mintSecret(randomBytes), expiryMs }, request)
      if (reply[0] === 0) return { granted: false, active: reply[1] }
      const [, active, resumed, secret, endMs, startMs] = reply
      index.update(viewerTag, secret, endMs)
      const restoreState = `${startMs}:${request.device ?? ''}`
      return { granted: true, stream: { token: composeToken(viewerTag, secret), viewer, remainingMs: expiryMs, restoreState }, resumed: resumed === 1, active }
    },

    renew: async (text, expirySeconds) => {
      const parts = parseToken(text)
      if (parts === undefined) return undefined
      const { token, viewerTag, secret } = parts
      const expiryMs = millisecondsOf(expirySeconds)
      const reply = await call(async () => await redis.streamRenew(keyOf(viewerTag), secret, expiryMs, graceMs))
      if (reply === null) return undefined
      const [viewer, active, endMs, restoreState] = reply
      index.update(viewerTag, secret, endMs)
      return { stream: { token, viewer, remainingMs: expiryMs, restoreState }, active }
    },

    restore: async ({ token: text, viewer, restoreState }, { limit, lifeMs }) => {
      const parts = parseToken(text)
      if (parts === undefined) return undefined
      const { token, viewerTag, secret } = parts
      const remainingMs = Math.max(Math.round(lifeMs), 1)
      const reply = await call(
        async () => await redis.streamRestore(keyOf(viewerTag), secret, limit, remainingMs, graceMs, membership.lowWatermarkMs(), restoreState, viewer)
      )
      if (reply === null) return undefined
      const [active, endMs] = reply
      index.update(viewerTag, secret, endMs)
      return { stream: { token, viewer, remainingMs, restoreState }, active }
    },

    release: async token => await end(token, 'released'),
    stop: async token => await end(token, 'stopped'),

    find: async text => {
      const parts = parseToken(text)
      if (parts === undefined) return undefined
      const { token, viewerTag, secret } = parts
      const reply = await call(async () => await redis.streamFind(keyOf(viewerTag), secret))
      return reply === null ? undefined : { token, viewer: reply[0], remainingMs: reply[1], restoreState: reply[2] }
    },

    list: async viewer => {
      const viewerTag = tagOf(viewer)
      const [, ...listed] = await call(async () => await redis.streamsList(keyOf(viewerTag)))
      const streams: Stream[] = []
      for (let i = 0; i < listed.length; i += 3) {
        const [secret, remainingMs, restoreState] = listed.slice(i, i + 3) as [string, number, string]
        streams.push({ token: composeToken(viewerTag, secret), viewer, remainingMs, restoreState })
      }
      return streams
    },

    countActive: index.count,
    // A start of 0 is before any record was created, so that `restore` takes it for a lost stream.
    mint: ({ viewer, expirySeconds, device }) => ({
      token: composeToken(tagOf(viewer), mintSecret(randomBytes)),
      viewer,
      remainingMs: millisecondsOf(expirySeconds),
      restoreState: `0:${device ?? ''}`
    }),
    isTokenOf: (token, viewer) => parseToken(token)?.viewerTag === tagOf(viewer),
    onEnded: ended.onEnded,
    subscription: ended.subscription,
    join: membership.setReport,
    reclaimed: async () => {
      await membership.confirm()
      const wasReclaiming = membership.isReclaiming()
      await membership.reclaimed()
      return wasReclaiming
    },
    ping: async () => { await call(async () => await redis.ping()) },
    close: async () => {
      if (!closed) await membership.leave()
      closed = true
      ended.close()
      timeouts.stop()
      stopReconnecting()
      tlsFailures.close()
      redis.disconnect()
    }
  }

  async function call<T> (command: () => Promise<T>, onLate?: (reply: T) => void): Promise<T> {
    if (closed) throw new Fault('STORE_UNREACHABLE', 'the store is closed', { temporary: false })
    try {
      return await timeouts.within(command(), onLate)
    } catch (error) {
      throw tlsFailures.explain(error)
    }
  }

  async function end (text: string, reason: EndReason): Promise<boolean> {
    const parts = parseToken(text)
    if (parts === undefined) return false
    const { token, viewerTag, secret } = parts
    const released = await call(async () => await redis.streamRelease(keyOf(viewerTag), secret, graceMs, channel, writeEnded({ token, reason })))
    if (released === 1) index.update(viewerTag, secret, 0)
    return released === 1
  }

  function revoke (viewerTag: string, secret: string): void {
    const message = writeEnded({ token: composeToken(viewerTag, secret), reason: 'released' })
    redis.streamRelease(keyOf(viewerTag), secret, graceMs, channel, message).catch((error: unknown) => {
      log.debug({ error: translateError(error).message }, 'revoking a stream failed')
    })
  }

  function keyOf (viewerTag: string): string {
    return keyPrefix + viewerTag
  }
}

function millisecondsOf (seconds: number): number {
  return Math.max(Math.round(seconds * 1000), 1)
}

import type { Clock } from '../domain/clock.js'
import { composeToken } from '../domain/compose-token.js'
import { Fault } from '../domain/fault.js'
import { parseToken } from '../domain/parse-token.js'
import type { StreamStore } from '../domain/stream-store.js'
import type { Device, Ended, EndReason, Token, Viewer } from '../domain/stream.js'
import { mintSecret } from './mint-secret.js'
import { tagViewer } from './tag-viewer.js'

/** How often viewers that never came back are forgotten. */
export const FORGET_INTERVAL_MS = 5000

interface Lease { endMs: number, readonly device: Device | undefined }
interface Holder { readonly viewer: Viewer, readonly leases: Map<Token, Lease> }

/** Keeps streams in this process, for a gate that is the only one. They end with it. */
export function openMemoryStore ({ clock, randomBytes, tokenKey }: {
  clock: Clock
  randomBytes: (count: number) => Uint8Array
  tokenKey: string
}): StreamStore {
  const tagOf = tagViewer(tokenKey)
  const holders = new Map<string, Holder>()
  const listeners: Array<(ended: Ended) => void> = []
  let closed = false
  const stopForgetting = clock.every(FORGET_INTERVAL_MS, () => { for (const tag of holders.keys()) living(tag) })

  return {
    acquire: async ({ viewer, limit, expirySeconds, device }) => {
      refuseClosed()
      const tag = tagOf(viewer)
      const remainingMs = expirySeconds * 1000
      const endMs = clock.nowMs() + remainingMs
      const leases = living(tag)?.leases ?? new Map<Token, Lease>()
      const active = leases.size
      for (const [token, lease] of leases) {
        if (device === undefined || lease.device !== device) continue
        lease.endMs = endMs
        return { granted: true, resumed: true, active, stream: { token, viewer, remainingMs } }
      }
      if (active >= limit) return { granted: false, active }
      const token = composeToken(tag, mintSecret(randomBytes))
      leases.set(token, { endMs, device })
      holders.set(tag, { viewer, leases })
      return { granted: true, resumed: false, active: leases.size, stream: { token, viewer, remainingMs } }
    },

    renew: async (text, expirySeconds) => {
      refuseClosed()
      const found = look(text)
      if (found === undefined) return undefined
      const { token, holder: { viewer, leases }, lease } = found
      const remainingMs = expirySeconds * 1000
      lease.endMs = clock.nowMs() + remainingMs
      return { stream: { token, viewer, remainingMs }, active: leases.size }
    },

    // Nothing is ever lost, except with the gate that would restore it.
    restore: async () => {
      refuseClosed()
      return undefined
    },
    join: () => {},
    settled: async () => false,

    release: async token => end(token, 'released'),
    stop: async token => end(token, 'stopped'),

    find: async text => {
      refuseClosed()
      const found = look(text)
      return found && { token: found.token, viewer: found.holder.viewer, remainingMs: found.lease.endMs - clock.nowMs() }
    },

    list: async viewer => {
      refuseClosed()
      const leases = living(tagOf(viewer))?.leases ?? []
      return [...leases].map(([token, { endMs }]) => ({ token, viewer, remainingMs: endMs - clock.nowMs() }))
    },

    countActive: async () => {
      refuseClosed()
      let count = 0
      for (const tag of holders.keys()) count += living(tag)?.leases.size ?? 0
      return count
    },

    mint: ({ viewer, expirySeconds }) => ({ token: composeToken(tagOf(viewer), mintSecret(randomBytes)), viewer, remainingMs: expirySeconds * 1000 }),
    isTokenOf: (token, viewer) => parseToken(token)?.viewerTag === tagOf(viewer),
    onEnded: listener => { listeners.push(listener) },
    // Every end happens here, so none is ever missed.
    hearing: () => ({ sinceMs: -Infinity, lostMs: -Infinity }),
    ping: async () => { refuseClosed() },
    close: async () => {
      closed = true
      stopForgetting()
      holders.clear()
    }
  }

  function end (text: Token, reason: EndReason): boolean {
    refuseClosed()
    const found = look(text)
    if (found === undefined) return false
    found.holder.leases.delete(found.token)
    for (const listener of listeners) listener({ token: found.token, reason })
    return true
  }

  function look (text: Token): { token: Token, holder: Holder, lease: Lease } | undefined {
    const parts = parseToken(text)
    const holder = parts && living(parts.viewerTag)
    const lease = parts && holder?.leases.get(parts.token)
    return lease && holder && { token: parts.token, holder, lease }
  }

  /** A viewer's living streams, the expired dropped; undefined when there are none. */
  function living (tag: string): Holder | undefined {
    const holder = holders.get(tag)
    if (holder === undefined) return undefined
    const nowMs = clock.nowMs()
    for (const [token, lease] of holder.leases) {
      if (lease.endMs <= nowMs) holder.leases.delete(token)
    }
    if (holder.leases.size > 0) return holder
    holders.delete(tag)
    return undefined
  }

  function refuseClosed (): void {
    if (closed) throw new Fault('STORE_UNREACHABLE', 'the store is closed', { temporary: false })
  }
}

import type { Clock } from '../domain/clock.js'
import { Fault } from '../domain/fault.js'
import type { StreamStore } from '../domain/stream-store.js'
import type { Device, Ended, EndReason, Token, Viewer } from '../domain/stream.js'
import { composeToken, parseToken } from '../domain/token.js'
import { mintSecret } from './mint-secret.js'
import { tagViewer } from './tag-viewer.js'

/** Interval at which viewers without live streams are removed. */
export const SWEEP_INTERVAL_MS = 5000

interface Lease { endMs: number, readonly device: Device | undefined }
interface Entry { readonly viewer: Viewer, readonly leases: Map<Token, Lease> }

/** Opens the store that keeps streams in this process, for a single gate. The streams end with the process. */
export function openMemoryStore ({ clock, randomBytes, tokenKey }: {
  clock: Clock
  randomBytes: (count: number) => Uint8Array
  tokenKey: string
}): StreamStore {
  const tagOf = tagViewer(tokenKey)
  const entries = new Map<string, Entry>()
  const listeners: Array<(ended: Ended) => void> = []
  let closed = false
  const stopSweeping = clock.every(SWEEP_INTERVAL_MS, () => { for (const tag of entries.keys()) liveEntry(tag) })

  return {
    acquire: async ({ viewer, limit, expirySeconds, device }) => {
      assertOpen()
      const tag = tagOf(viewer)
      const remainingMs = expirySeconds * 1000
      const endMs = clock.nowMs() + remainingMs
      const leases = liveEntry(tag)?.leases ?? new Map<Token, Lease>()
      const active = leases.size
      for (const [token, lease] of leases) {
        if (device === undefined || lease.device !== device) continue
        lease.endMs = endMs
        return { granted: true, resumed: true, active, stream: { token, viewer, remainingMs } }
      }
      if (active >= limit) return { granted: false, active }
      const token = composeToken(tag, mintSecret(randomBytes))
      leases.set(token, { endMs, device })
      entries.set(tag, { viewer, leases })
      return { granted: true, resumed: false, active: leases.size, stream: { token, viewer, remainingMs } }
    },

    renew: async (text, expirySeconds) => {
      assertOpen()
      const found = findLease(text)
      if (found === undefined) return undefined
      const { token, entry: { viewer, leases }, lease } = found
      const remainingMs = expirySeconds * 1000
      lease.endMs = clock.nowMs() + remainingMs
      return { stream: { token, viewer, remainingMs }, active: leases.size }
    },

    // The streams are lost only together with the gate that would restore them.
    restore: async () => {
      assertOpen()
      return undefined
    },
    join: () => {},
    reclaimed: async () => false,

    release: async token => end(token, 'released'),
    stop: async token => end(token, 'stopped'),

    find: async text => {
      assertOpen()
      const found = findLease(text)
      return found && { token: found.token, viewer: found.entry.viewer, remainingMs: found.lease.endMs - clock.nowMs() }
    },

    list: async viewer => {
      assertOpen()
      const leases = liveEntry(tagOf(viewer))?.leases ?? []
      return [...leases].map(([token, { endMs }]) => ({ token, viewer, remainingMs: endMs - clock.nowMs() }))
    },

    countActive: async () => {
      assertOpen()
      let count = 0
      for (const tag of entries.keys()) count += liveEntry(tag)?.leases.size ?? 0
      return count
    },

    mint: ({ viewer, expirySeconds }) => ({ token: composeToken(tagOf(viewer), mintSecret(randomBytes)), viewer, remainingMs: expirySeconds * 1000 }),
    isTokenOf: (token, viewer) => parseToken(token)?.viewerTag === tagOf(viewer),
    onEnded: listener => { listeners.push(listener) },
    // Every stream ends in this process, so no end is ever missed.
    subscription: () => ({ sinceMs: -Infinity, lostMs: -Infinity }),
    ping: async () => { assertOpen() },
    close: async () => {
      closed = true
      stopSweeping()
      entries.clear()
    }
  }

  function end (text: Token, reason: EndReason): boolean {
    assertOpen()
    const found = findLease(text)
    if (found === undefined) return false
    found.entry.leases.delete(found.token)
    for (const listener of listeners) listener({ token: found.token, reason })
    return true
  }

  function findLease (text: Token): { token: Token, entry: Entry, lease: Lease } | undefined {
    const parts = parseToken(text)
    const entry = parts && liveEntry(parts.viewerTag)
    const lease = parts && entry?.leases.get(parts.token)
    return lease && entry && { token: parts.token, entry, lease }
  }

  /** A viewer's live streams, after removing expired ones; undefined when there are none. */
  function liveEntry (tag: string): Entry | undefined {
    const entry = entries.get(tag)
    if (entry === undefined) return undefined
    const nowMs = clock.nowMs()
    for (const [token, lease] of entry.leases) {
      if (lease.endMs <= nowMs) entry.leases.delete(token)
    }
    if (entry.leases.size > 0) return entry
    entries.delete(tag)
    return undefined
  }

  function assertOpen (): void {
    if (closed) throw new Fault('STORE_UNREACHABLE', 'the store is closed', { temporary: false })
  }
}

import { readFileSync } from 'node:fs'
import type { Cluster, Redis, Result } from 'ioredis'

/**
 * Every script: its file in ../lua/ and its ARGV, in order. Each has one key. The header of the file documents
 * them.
 */
export const SCRIPTS = {
  streamAcquire: { file: 'stream_acquire', args: ['secret', 'limit', 'expiryMs', 'graceMs', 'lowWatermarkMs', 'device', 'viewer'] },
  streamRenew: { file: 'stream_renew', args: ['secret', 'expiryMs', 'graceMs'] },
  streamRelease: { file: 'stream_release', args: ['secret', 'graceMs', 'channel', 'message'] },
  streamFind: { file: 'stream_find', args: ['secret'] },
  streamRestore: { file: 'stream_restore', args: ['secret', 'limit', 'lifeMs', 'graceMs', 'lowWatermarkMs', 'restoreState', 'viewer'] },
  gatesHeartbeat: { file: 'gates_heartbeat', args: ['gate', 'watermarkMs', 'memberTtlMs'] },
  streamsIndex: { file: 'streams_index', args: ['secret', 'endMs'] },
  streamsList: { file: 'streams_list', args: [] },
  streamsCount: { file: 'streams_count', args: [] }
} as const satisfies Record<string, { file: string, args: readonly string[] }>

/** The reply of the script `stream_acquire`. */
export type AcquireReply =
  | [granted: 1, active: number, resumed: 0 | 1, secret: string, endMs: number, startMs: number, ageMs: number]
  | [granted: 0, active: number, freeAtMs: number]

declare module 'ioredis' {
  interface RedisCommander<Context> {
    streamAcquire: (key: string, secret: string, limit: number, expiryMs: number, graceMs: number, lowWatermarkMs: number, device: string, viewer: string) =>
    Result<AcquireReply, Context>
    streamRenew: (key: string, secret: string, expiryMs: number, graceMs: number) =>
    Result<[viewer: string, active: number, endMs: number, restoreState: string] | null, Context>
    streamRelease: (key: string, secret: string, graceMs: number, channel: string, message: string) => Result<0 | 1, Context>
    streamFind: (key: string, secret: string) => Result<[viewer: string, remainingMs: number, restoreState: string] | null, Context>
    streamRestore: (key: string, secret: string, limit: number, lifeMs: number, graceMs: number, lowWatermarkMs: number, restoreState: string, viewer: string) =>
    Result<[active: number, endMs: number] | null, Context>
    gatesHeartbeat: (key: string, gate: string, watermarkMs: number, memberTtlMs: number) => Result<[previousMs: number, nowMs: number, lowWatermarkMs: number], Context>
    streamsIndex: (key: string, secret: string, endMs: number) => Result<1, Context>
    streamsList: (key: string) => Result<[viewer: string, ...streams: Array<string | number>], Context>
    streamsCount: (key: string) => Result<number, Context>
  }
}

/** Reads the scripts from disk. The returned function defines them on a connection, which sends them by their hash. */
export function readScripts (): (redis: Redis | Cluster) => void {
  const texts = Object.entries(SCRIPTS).map(([name, { file }]) => ({ name, lua: readFileSync(new URL(`../lua/${file}.lua`, import.meta.url), 'utf8') }))
  return redis => { for (const { name, lua } of texts) redis.defineCommand(name, { lua, numberOfKeys: 1 }) }
}

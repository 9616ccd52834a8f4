import { readFileSync } from 'node:fs'
import type { Cluster, Redis, Result } from 'ioredis'

/**
 * Every script: the verb of its file in lua/, and what ARGV holds, in order. Each has one key.
 * The headers of the files say what is what.
 */
export const SCRIPTS = {
  streamAcquire: { file: 'stream_acquire', args: ['secret', 'limit', 'expiryMs', 'device', 'viewer'] },
  streamRenew: { file: 'stream_renew', args: ['secret', 'expiryMs'] },
  streamRelease: { file: 'stream_release', args: ['secret', 'channel', 'announcement'] },
  streamFind: { file: 'stream_find', args: ['secret'] },
  streamsMark: { file: 'streams_mark', args: ['secret', 'endMs'] },
  streamsCount: { file: 'streams_count', args: [] }
} as const satisfies Record<string, { file: string, args: readonly string[] }>

declare module 'ioredis' {
  interface RedisCommander<Context> {
    streamAcquire: (key: string, secret: string, limit: number, expiryMs: number, device: string, viewer: string) =>
    Result<[granted: 1, active: number, resumed: 0 | 1, secret: string, endMs: number] | [granted: 0, active: number], Context>
    streamRenew: (key: string, secret: string, expiryMs: number) => Result<[viewer: string, active: number, endMs: number] | null, Context>
    streamRelease: (key: string, secret: string, channel: string, announcement: string) => Result<0 | 1, Context>
    streamFind: (key: string, secret: string) => Result<[viewer: string, remainingMs: number] | null, Context>
    streamsMark: (key: string, secret: string, endMs: number) => Result<1, Context>
    streamsCount: (key: string) => Result<number, Context>
  }
}

/** Reads the scripts from disk and teaches them to a connection, which sends them by their hash. */
export function defineScripts (redis: Redis | Cluster): void {
  for (const [name, { file }] of Object.entries(SCRIPTS)) {
    const lua = readFileSync(new URL(`lua/${file}.lua`, import.meta.url), 'utf8')
    redis.defineCommand(name, { lua, numberOfKeys: 1 })
  }
}

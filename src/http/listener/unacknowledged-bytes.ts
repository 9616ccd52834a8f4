import { existsSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import type { Clock } from '../../domain/clock.js'

/** Maximum age of the cached table. */
const REFRESH_MS = 200
/** Reading takes at most a tenth of the time, however long the table is: each read is followed by nine times its duration. */
const REST_FACTOR = 9

/**
 * Returns how many bytes of a connection its client has not acknowledged: the kernel's send queue. Undefined where the
 * system does not report it, which is everywhere but on Linux. Node only reports how many bytes the kernel has
 * accepted, and that in steps of megabytes: a client that reads 64 KiB/s makes no visible progress for 17 s at a time
 * (measured on loopback), while its acknowledgements arrive every 2 s. One read of the table serves all queries of
 * 200 ms; query only connections that seem to have stalled.
 */
export function unacknowledgedBytes ({ clock, read = readTable }: { clock: Clock, read?: () => string | undefined }): (socket: Socket) => number | undefined {
  let queues: Map<string, number> | undefined
  let refreshAtMs = -Infinity

  return socket => {
    const startedMs = clock.nowMs()
    if (startedMs >= refreshAtMs) {
      const table = read()
      queues = table === undefined ? undefined : parseTable(table)
      const endedMs = clock.nowMs()
      refreshAtMs = endedMs + Math.max(REFRESH_MS, (endedMs - startedMs) * REST_FACTOR)
    }
    const { remoteAddress, remotePort, localPort } = socket
    if (remoteAddress === undefined || remotePort === undefined || localPort === undefined) return undefined
    return queues?.get(`${localPort} ${normalize(remoteAddress)} ${remotePort}`)
  }
}

function readTable (): string | undefined {
  // Without IPv6 there is one table. Other systems than Linux have none: callers fall back to what Node reports.
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].filter(path => existsSync(path))
  return tables.length === 0 ? undefined : tables.map(path => readFileSync(path, 'latin1')).join('')
}

// A line of proc(5) net/tcp: "0: 0100007F:1F90 0100007F:C350 01 0001C000:00000000 ..." with state 01 for
// established, and the send queue before the colon of the fifth column.
function parseTable (table: string): Map<string, number> {
  const queues = new Map<string, number>()
  for (const line of table.split('\n')) {
    const [, local, remote, state, queue] = line.trim().split(/\s+/, 5)
    if (local === undefined || remote === undefined || state !== '01' || queue === undefined) continue
    const [address, port] = remote.split(':') as [string, string]
    const localPort = parseInt(local.slice(local.indexOf(':') + 1), 16)
    queues.set(`${localPort} ${decodeAddress(address)} ${parseInt(port, 16)}`, parseInt(queue, 16))
  }
  return queues
}

// The kernel prints an address as 32-bit words in the byte order of the machine. That is little-endian on every
// platform of Node's release builds except s390x, where the lookup finds nothing and callers fall back.
function decodeAddress (hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap(word => [6, 4, 2, 0].map(at => parseInt(word.slice(at, at + 2), 16)))
  const isMapped = bytes.length === 16 && bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  if (bytes.length === 4 || isMapped) return bytes.slice(-4).join('.')
  return bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')
}

// The form of decodeAddress(): dotted for IPv4 and IPv4-mapped addresses, 32 digits for IPv6.
function normalize (address: string): string {
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7)
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('%', 1)[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...zeros, ...right].map(group => group.padStart(4, '0')).join('')
}

import type { Socket } from 'node:net'
import { ContinueFilter } from './continue-filter.js'
import type { HeadFlusher } from './head-flusher.js'

/** Errors of connections that died without a byte of the answer that was waited for. */
export type ClosedBeforeResponse = WeakMap<Error, { readonly isReused: boolean }>

/**
 * Mends what undici 7 makes of a connection, at the seams where it touches the socket:
 *
 * - `100 Continue` responses are taken out of what it reads; it would give the exchange up;
 * - a reset no longer looks like the orderly end of a body that ends with the connection;
 * - a request that was given up amid its exchange is forgotten; it would stay in the queue and have a
 *   connection opened for it, of which nothing comes;
 * - the head of a request is sent before the first piece of its body;
 * - the end that comes with a TLS alert has that as its cause; it would be an end without a reason;
 * - errors of a connection that died before any byte of this answer are added to `closedBeforeResponse`: such a
 *   request may be sent once more.
 */
export function patchConnection (socket: Socket, closedBeforeResponse: ClosedBeforeResponse, headFlusher: Pick<HeadFlusher, 'connected'>): void {
  const continueFilter = new ContinueFilter()
  const write = socket.write
  const read = socket.read
  let isReused = false
  let silent = true
  let alert: Error | undefined
  /** What of its own writing undici still has to be spared: a head that was sent, and the line end before the first chunk. */
  let spare: 'sized head' | 'chunked head' | 'line end' | undefined

  headFlusher.connected(socket, (head, framing) => {
    spare = undefined
    socket.write(head + (framing === 'chunked' ? 'transfer-encoding: chunked\r\n\r\n' : `content-length: ${framing}\r\n\r\n`), 'latin1')
    spare = framing === 'chunked' ? 'chunked head' : 'sized head'
  })

  // undici writes a request's head as one latin1 string that begins with its method. The only other
  // strings it writes are chunk sizes, which begin with a CR.
  socket.write = function (this: Socket, ...args: [chunk: string | Uint8Array, ...rest: unknown[]]): boolean {
    const [chunk] = args
    if (typeof chunk === 'string' && spare !== undefined) {
      const left = lessSpare(chunk)
      if (left === '') return true
      args[0] = left
    } else if (typeof chunk === 'string' && isUpperCase(chunk.charCodeAt(0))) {
      isReused = socket.bytesRead > 0
      silent = true
      continueFilter.begin()
    }
    return Reflect.apply(write, socket, args) as boolean
  }

  socket.read = function (size?: number): Buffer | null {
    for (;;) {
      const bytes = read.call(socket, size) as Buffer | null
      if (bytes === null) return null
      silent = false
      if (!continueFilter.skipping) return bytes
      const rest = continueFilter.take(bytes)
      if (rest !== undefined) return rest
    }
  }

  // Comes before undici's own listener, which is attached later.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // With TLS 1.3 a server refuses our certificate when the request is on its way already.
    if (error.code?.startsWith('ERR_SSL_') === true) alert = error
    else if (alert !== undefined) error.cause ??= alert
    // A connection that is given up because it is silent has not died.
    if (silent && error.code !== 'UND_ERR_HEADERS_TIMEOUT') closedBeforeResponse.set(error, { isReused })
    // By this code undici takes a reset for an orderly end where the answer has no length.
    if (error.code === 'ECONNRESET') error.code = 'UPSTREAM_RESET'
    // By this one it takes the request on the connection for one that is still to be sent.
    if (error.code === 'UND_ERR_INFO' && error.message === 'aborted') error.code = 'UPSTREAM_LEFT'
  })

  function lessSpare (text: string): string {
    const spared = spare
    spare = undefined
    if (spared === 'sized head') return ''
    if (spared === 'line end') return text.slice(2)
    // A body in chunks that turned out to be empty would have been sent without any framing.
    if (!text.endsWith('transfer-encoding: chunked\r\n')) return '0\r\n\r\n'
    spare = 'line end'
    return ''
  }
}

function isUpperCase (code: number): boolean {
  return code >= 0x41 && code <= 0x5a
}

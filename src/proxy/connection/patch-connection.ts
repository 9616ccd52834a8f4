import type { Socket } from 'node:net'
import { ContinueFilter } from './continue-filter.js'
import type { HeadFlusher } from './head-flusher.js'

/** Errors of connections that closed after a request was sent and before a byte of its response (RFC 9112 section 9.3.1). */
export type ClosedBeforeResponse = WeakMap<Error, {
  /** Whether the connection had served a response before. It may then have gone stale while it was idle. */
  readonly isReused: boolean
}>

/**
 * Corrects the behaviour of undici 7 on a connection, where it touches the socket:
 *
 * - `100 Continue` responses are filtered out; undici would abort the exchange;
 * - a reset no longer looks like the orderly end of a body that is delimited by the close;
 * - a request that was aborted during its exchange is removed; it would stay in the queue and have a connection opened
 *   for it that is never used;
 * - the head of a request is sent before the first chunk of its body;
 * - the error of a connection that was closed with a TLS alert has the alert as its cause;
 * - errors of connections that closed before a response are added to `closedBeforeResponse`: such a request may be
 *   retried.
 */
export function patchConnection (socket: Socket, closedBeforeResponse: ClosedBeforeResponse, headFlusher: Pick<HeadFlusher, 'connected'>): void {
  const continueFilter = new ContinueFilter()
  const write = socket.write
  const read = socket.read
  let isReused = false
  let awaitsResponse = true
  let alert: Error | undefined
  /** What undici is going to write although it was sent: a head, or the line end before the first chunk. */
  let sentAlready: 'sized head' | 'chunked head' | 'line end' | undefined

  headFlusher.connected(socket, (head, framing) => {
    sentAlready = undefined
    socket.write(head + (framing === 'chunked' ? 'transfer-encoding: chunked\r\n\r\n' : `content-length: ${framing}\r\n\r\n`), 'latin1')
    sentAlready = framing === 'chunked' ? 'chunked head' : 'sized head'
  })

  // undici writes the head of a request as one latin1 string that begins with the method. The only other strings it
  // writes are chunk sizes, which begin with a CR.
  socket.write = function (this: Socket, ...args: [chunk: string | Uint8Array, ...rest: unknown[]]): boolean {
    const [chunk] = args
    if (typeof chunk === 'string' && sentAlready !== undefined) {
      const rest = withoutSent(chunk)
      if (rest === '') return true
      args[0] = rest
    } else if (typeof chunk === 'string' && isUpperCase(chunk.charCodeAt(0))) {
      isReused = socket.bytesRead > 0
      awaitsResponse = true
      continueFilter.begin()
    }
    return Reflect.apply(write, socket, args) as boolean
  }

  socket.read = function (size?: number): Buffer | null {
    for (;;) {
      const bytes = read.call(socket, size) as Buffer | null
      if (bytes === null) return null
      awaitsResponse = false
      if (!continueFilter.isActive) return bytes
      const rest = continueFilter.filter(bytes)
      if (rest !== undefined) return rest
    }
  }

  // Runs before the listener of undici, which is attached later.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // With TLS 1.3 a server rejects our certificate after the request was sent.
    if (error.code?.startsWith('ERR_SSL_') === true) alert = error
    else if (alert !== undefined) error.cause ??= alert
    // A connection that we close because of a timeout was not closed by the upstream.
    if (awaitsResponse && error.code !== 'UND_ERR_HEADERS_TIMEOUT') closedBeforeResponse.set(error, { isReused })
    // With this code undici treats a reset as an orderly end if the response has no length.
    if (error.code === 'ECONNRESET') error.code = 'UPSTREAM_RESET'
    // With this one it treats the request on the connection as not yet sent.
    if (error.code === 'UND_ERR_INFO' && error.message === 'aborted') error.code = 'UPSTREAM_LEFT'
  })

  function withoutSent (text: string): string {
    const sent = sentAlready
    sentAlready = undefined
    if (sent === 'sized head') return ''
    if (sent === 'line end') return text.slice(2)
    // undici sends a chunked body that turned out to be empty without any framing. Ours has to be ended.
    if (!text.endsWith('transfer-encoding: chunked\r\n')) return '0\r\n\r\n'
    sentAlready = 'line end'
    return ''
  }
}

function isUpperCase (code: number): boolean {
  return code >= 0x41 && code <= 0x5a
}

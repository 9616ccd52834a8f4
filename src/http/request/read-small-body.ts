import type { IncomingMessage } from 'node:http'

/**
 * Reads a request body of at most `maxBytes`. Undefined when the body is longer, or when the client left before its
 * end. The rest of a longer body stays unread: the response discards it.
 */
export async function readSmallBody (request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return await new Promise(resolve => {
    const chunks: Buffer[] = []
    let bytes = 0
    const finish = (text: string | undefined): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      resolve(text)
    }
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > maxBytes) finish(undefined)
      else chunks.push(chunk)
    }
    const onEnd = (): void => { finish(Buffer.concat(chunks).toString('utf8')) }
    const onClose = (): void => { finish(undefined) }
    request.on('data', onData).on('end', onEnd).on('close', onClose)
  })
}

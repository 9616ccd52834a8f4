import type { IncomingMessage } from 'node:http'

/**
 * Reads a body that should be small: undefined when it is longer than `maxBytes`, or when the client left
 * before its end. What comes beyond is left unread, for whoever answers to throw away.
 */
export async function readSmallBody (request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return await new Promise(resolve => {
    const pieces: Buffer[] = []
    let bytes = 0
    const done = (text: string | undefined): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      resolve(text)
    }
    const onData = (piece: Buffer): void => {
      bytes += piece.length
      if (bytes > maxBytes) done(undefined)
      else pieces.push(piece)
    }
    const onEnd = (): void => { done(Buffer.concat(pieces).toString('utf8')) }
    const onClose = (): void => { done(undefined) }
    request.on('data', onData).on('end', onEnd).on('close', onClose)
  })
}

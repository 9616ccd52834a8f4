import type { ResponseHeaders } from '../../ports/forward-context.js'
import { nominatedFields } from './connection-options.js'

/** A response's fields as the client gets them. */
export interface ResponseFields {
  /** Flat names and values. */
  readonly fields: string[]
  /** Whether Content-Length is among them. */
  readonly sized: boolean
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'te', 'upgrade', 'http2-settings'
])

/**
 * What the client gets of a response's fields: hop-by-hop and nominated ones go, everything else keeps its
 * spelling, its order, its duplicates and its bytes. Undefined for a transfer coding that we did not ask
 * for: its name would be lost, and the body with it.
 *
 * @param rawFields flat names and values, each character a byte
 * @param chunkable whether the body, where no length is given, will be sent in chunks: only then a Trailer
 *   field has a meaning, and Node refuses it otherwise
 * @param own what the gate says itself; what the upstream exposes to pages is exposed beside it
 */
export function responseFields (rawFields: readonly string[], status: number, chunkable: boolean, own?: ResponseHeaders): ResponseFields | undefined {
  const nominated = nominatedFields(rawFields)
  const fields: string[] = []
  let trailerAt = -1
  let sized = false
  let exposed = ''

  for (let i = 0; i < rawFields.length; i += 2) {
    const name = rawFields[i] as string
    const value = rawFields[i + 1] as string
    const lowerName = name.toLowerCase()
    if (lowerName === 'transfer-encoding') {
      if (value.trim().toLowerCase() !== 'chunked') return undefined
    } else if (lowerName === 'content-length') {
      // RFC 9110 section 8.6: a 204 has none.
      if (status === 204) continue
      sized = true
      fields.push(name, value)
    } else if (own?.replaced.has(lowerName) === true) {
      if (lowerName === 'access-control-expose-headers') exposed += ', ' + value
    } else if (HOP_BY_HOP.has(lowerName) || (nominated !== undefined && nominated.has(lowerName))) continue
    else if (lowerName === 'trailer' && (!chunkable || trailerAt !== -1)) {
      if (chunkable) fields[trailerAt] += ', ' + value
    } else {
      if (lowerName === 'trailer') trailerAt = fields.length + 1
      fields.push(name, value)
    }
  }
  if (sized && trailerAt !== -1) fields.splice(trailerAt - 1, 2)
  if (own !== undefined) {
    for (let i = 0; i < own.fields.length; i += 2) {
      const name = own.fields[i] as string
      const value = own.fields[i + 1] as string
      fields.push(name, name === 'Access-Control-Expose-Headers' ? value + exposed : value)
    }
  }
  return { fields, sized }
}

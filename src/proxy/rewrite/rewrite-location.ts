import type { ForwardContext } from '../../ports/forward-context.js'
import { addQuery } from './add-query-parameter.js'
import { isOwnUri } from './has-same-authority.js'
import { privateFields } from './manifest-headers.js'

/**
 * Has a redirect lead back to the gate with the token that its request carried in the URL. Changes the fields
 * in place: only a Location of the client's own host, and of a path only one that does not inherit it. No shared
 * cache may keep such a redirect.
 *
 * @param fields flat names and values of a response
 */
export function carryOn (fields: string[], { host, manifestQuery, tokenPrefix }: Pick<ForwardContext, 'host' | 'manifestQuery' | 'tokenPrefix'>): void {
  if (manifestQuery === undefined && tokenPrefix === undefined) return
  const isOwn = isOwnUri(host)
  let carries = false
  for (let i = 0; i < fields.length; i += 2) {
    if ((fields[i] as string).toLowerCase() !== 'location') continue
    const location = fields[i + 1] as string
    if (!isOwn(location)) continue
    const prefixed = tokenPrefix === undefined ? location : location.replace(/^((?:https?:)?\/\/[^/?#]*)?\//i, (_, authority: string | undefined) => `${authority ?? ''}${tokenPrefix}/`)
    fields[i + 1] = manifestQuery === undefined ? prefixed : addQuery(prefixed, manifestQuery)
    carries ||= fields[i + 1] !== location
  }
  if (carries) fields.splice(0, fields.length, ...privateFields(fields))
}

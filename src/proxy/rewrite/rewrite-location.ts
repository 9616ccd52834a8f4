import type { ForwardContext } from '../../ports/forward-context.js'
import { addQueryParameter } from './add-query-parameter.js'
import { hasSameAuthority } from './has-same-authority.js'
import { privateHeaders } from './manifest-headers.js'

/**
 * Has a redirect lead back to the gate with the token that its request carried in the URL. Changes the headers
 * in place: only a Location of the client's own host, and of a path only one that does not inherit it. No shared
 * cache may keep such a redirect.
 *
 * @param headers flat names and values of a response
 */
export function rewriteLocation (headers: string[], { host, manifestQuery, tokenPrefix }: Pick<ForwardContext, 'host' | 'manifestQuery' | 'tokenPrefix'>): void {
  if (manifestQuery === undefined && tokenPrefix === undefined) return
  const isOwn = hasSameAuthority(host)
  let carries = false
  for (let i = 0; i < headers.length; i += 2) {
    if ((headers[i] as string).toLowerCase() !== 'location') continue
    const location = headers[i + 1] as string
    if (!isOwn(location)) continue
    const prefixed = tokenPrefix === undefined ? location : location.replace(/^((?:https?:)?\/\/[^/?#]*)?\//i, (_, authority: string | undefined) => `${authority ?? ''}${tokenPrefix}/`)
    headers[i + 1] = manifestQuery === undefined ? prefixed : addQueryParameter(prefixed, manifestQuery)
    carries ||= headers[i + 1] !== location
  }
  if (carries) headers.splice(0, headers.length, ...privateHeaders(headers))
}

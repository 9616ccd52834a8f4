import type { ForwardContext } from '../../ports/forward-context.js'
import { addQueryParameter } from './add-query-parameter.js'
import { hasSameAuthority } from './has-same-authority.js'
import { privateHeaders } from './manifest-headers.js'

/**
 * Adds the token that a request carried in its URL to the Location of a redirect, so that the client sends it again.
 * Changes the headers in place: only a Location with the client's own authority, and a token in the path only where
 * the client would not inherit it from the base URL. Shared caches must not store such a redirect.
 *
 * @param headers flat names and values of a response
 */
export function rewriteLocation (headers: string[], { host, manifestQuery, tokenPrefix }: Pick<ForwardContext, 'host' | 'manifestQuery' | 'tokenPrefix'>): void {
  if (manifestQuery === undefined && tokenPrefix === undefined) return
  const isSame = hasSameAuthority(host)
  let isRewritten = false
  for (let i = 0; i < headers.length; i += 2) {
    if ((headers[i] as string).toLowerCase() !== 'location') continue
    const location = headers[i + 1] as string
    if (!isSame(location)) continue
    const prefixed = tokenPrefix === undefined ? location : location.replace(/^((?:https?:)?\/\/[^/?#]*)?\//i, (_, authority: string | undefined) => `${authority ?? ''}${tokenPrefix}/`)
    headers[i + 1] = manifestQuery === undefined ? prefixed : addQueryParameter(prefixed, manifestQuery)
    isRewritten ||= headers[i + 1] !== location
  }
  if (isRewritten) headers.splice(0, headers.length, ...privateHeaders(headers))
}

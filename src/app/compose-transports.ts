import type { IncomingMessage } from 'node:http'
import type { Config } from '../config/config.js'
import type { Token } from '../domain/stream.js'
import { extractToken } from '../http/transport/extract-token.js'
import { requestedTransport } from '../http/transport/requested-transport.js'
import { setTokenCookie } from '../http/transport/set-token-cookie.js'
import { withoutTokenCookie } from '../http/transport/token-in-cookie.js'
import { withoutTokenInPath } from '../http/transport/token-in-path.js'
import { withoutTokenInQuery } from '../http/transport/token-in-query.js'
import { isSecureRequest } from '../proxy/headers/is-secure-request.js'

/** Composes how tokens are read from requests, given to clients, and removed from what the upstream receives. */
export function composeTransports ({ transports, http: { trustedProxies } }: Pick<Config, 'transports' | 'http'>) {
  const { path, query, cookie } = transports
  const isSecure = isSecureRequest(trustedProxies)
  const composeCookie = cookie && setTokenCookie(cookie)
  const withoutQueryToken = query === undefined ? undefined : withoutTokenInQuery(query)
  const withoutToken = (url: string): string => {
    const rest = path ? withoutTokenInPath(url) : url
    return withoutQueryToken?.(rest) ?? rest
  }

  return {
    extractToken: extractToken(transports),
    transportOf: requestedTransport(transports),
    cookieFor: (token: Token | undefined, request: IncomingMessage): string => composeCookie?.(token, isSecure(request)) ?? '',
    redact: {
      cookies: cookie && withoutTokenCookie(cookie.name),
      url: path || withoutQueryToken !== undefined ? withoutToken : undefined
    }
  }
}

export type Transports = ReturnType<typeof composeTransports>

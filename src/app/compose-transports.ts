import type { IncomingMessage } from 'node:http'
import type { Config } from '../config/config.js'
import type { Token } from '../domain/stream.js'
import { askedTransport } from '../http/transport/asked-transport.js'
import { carriedToken } from '../http/transport/carried-token.js'
import { tokenCookie } from '../http/transport/token-cookie.js'
import { withoutTokenCookie } from '../http/transport/token-in-cookie.js'
import { withoutTokenInPath } from '../http/transport/token-in-path.js'
import { withoutTokenInQuery } from '../http/transport/token-in-query.js'
import { isSecureRequest } from '../proxy/headers/is-secure-request.js'

/** The ways by which tokens come, go, and are kept from the upstream. */
export function composeTransports ({ transports, http: { trustedProxies } }: Pick<Config, 'transports' | 'http'>) {
  const { path, query, cookie } = transports
  const isEncrypted = isSecureRequest(trustedProxies)
  const composeCookie = cookie && tokenCookie(cookie)
  const inQuery = query === undefined ? undefined : withoutTokenInQuery(query)

  return {
    carried: carriedToken(transports),
    transportOf: askedTransport(transports),
    cookieFor: (token: Token | undefined, request: IncomingMessage): string => composeCookie?.(token, isEncrypted(request)) ?? '',
    redact: {
      cookies: cookie && withoutTokenCookie(cookie.name),
      url: path || inQuery !== undefined
        ? (url: string): string => {
            const left = path ? withoutTokenInPath(url) : url
            return inQuery?.(left) ?? left
          }
        : undefined
    }
  }
}

export type Transports = ReturnType<typeof composeTransports>

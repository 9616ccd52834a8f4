import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Granted } from '../../domain/lease/acquire-stream.js'
import { isRefusal, type Refusal } from '../../domain/refusal.js'
import type { Device, Session, Token, Viewer } from '../../domain/stream.js'
import { parseToken } from '../../domain/token.js'
import { readHeader } from '../request/read-header.js'
import type { Target } from '../request/read-target.js'
import type { Responder } from '../response/respond.js'
import type { Transport } from '../transport/requested-transport.js'

export const STREAMS_METHODS = 'GET, POST, DELETE, OPTIONS'

/** Maximum length of a device id, in bytes. */
export const DEVICE_MAX_BYTES = 256

/** The actions behind the endpoint. All reject with the store's `Fault`. */
export interface StreamsActions {
  readonly identify: (session: Session) => { viewer: Viewer }
  readonly acquire: (request: { viewer: Viewer, device: Device | undefined }) => Promise<Granted | Refusal>
  readonly renew: (request: { viewer: Viewer, token: Token }) => Promise<Granted | Refusal>
  readonly release: (request: { viewer: Viewer, token: Token }) => Promise<{ released: boolean } | Refusal>
}

/** The token endpoint: acquires, renews and releases streams. */
export function streamsEndpoint ({ actions, transportOf, cookieFor, responder, limit, expirySeconds, renewInSeconds }: {
  actions: StreamsActions
  /** The token transport that the target requests. */
  transportOf: (target: string) => Transport | Refusal
  /** The Set-Cookie value that sets the token; without a token it deletes the cookie. */
  cookieFor: (token: Token | undefined, request: IncomingMessage) => string
  responder: Responder
  limit: number
  expirySeconds: number
  /** Seconds until the client should renew, with jitter. */
  renewInSeconds: () => number
}): (request: IncomingMessage, response: ServerResponse, target: Target) => Promise<void> {
  return async (request, response, { target }) => {
    if (request.method === 'OPTIONS') {
      responder.sendNothing(response, ['Allow', STREAMS_METHODS])
      return
    }
    const transport = transportOf(target)
    const outcome = typeof transport === 'object' ? transport : await act(request)
    const cookies = (token: Token | undefined): string[] => transport === 'cookie' ? ['Set-Cookie', cookieFor(token, request)] : []
    if (response.destroyed) return
    if (isRefusal(outcome)) {
      responder.refuse(request, response, outcome)
    } else if ('released' in outcome) {
      responder.sendNothing(response, cookies(undefined))
    } else {
      const { session, granted } = outcome
      responder.sendJson(response, { session, token: granted.token }, [
        'X-Stream-Expires-In', String(expirySeconds),
        'X-Stream-Renew-In', String(renewInSeconds()),
        'X-Stream-Limit', String(limit),
        ...cookies(granted.token),
        ...granted.active === undefined ? [] : ['X-Stream-Active', String(granted.active)]
      ])
    }
  }

  async function act (request: IncomingMessage): Promise<{ session: Session, granted: Granted } | { released: boolean } | Refusal> {
    const { method } = request
    if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') return { refused: 'method-not-allowed', allow: STREAMS_METHODS }
    const session = readHeader(request, 'X-Stream-Session')
    if (session === undefined) return { refused: 'session-missing' }
    if (typeof session === 'object') return session
    const token = readTokenHeader(request)
    if (typeof token === 'object') return token
    const device = readDevice(request)
    if (typeof device === 'object') return device

    const { viewer } = actions.identify(session)
    if (method === 'DELETE') return token === undefined ? { refused: 'token-missing' } : await actions.release({ viewer, token })
    const granted = token === undefined ? await actions.acquire({ viewer, device }) : await actions.renew({ viewer, token })
    return isRefusal(granted) ? granted : { session, granted }
  }
}

function readTokenHeader (request: IncomingMessage): Token | Refusal | undefined {
  const text = readHeader(request, 'X-Stream-Token')
  if (typeof text !== 'string') return text
  return parseToken(text)?.token ?? { refused: 'malformed', detail: 'X-Stream-Token is not a valid token: send the UUID from /streams' }
}

function readDevice (request: IncomingMessage): Device | Refusal | undefined {
  const device = readHeader(request, 'X-Stream-Device')
  if (typeof device !== 'string' || device.length <= DEVICE_MAX_BYTES) return device
  return { refused: 'malformed', detail: `X-Stream-Device is longer than ${DEVICE_MAX_BYTES} bytes` }
}

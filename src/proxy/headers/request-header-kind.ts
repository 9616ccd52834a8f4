/** What becomes of a request's header on its way to the upstream. */
export type RequestHeaderKind =
  /** Goes as it came. */
  | 'end-to-end'
  /** Hop-by-hop, ours to say, or a way to fool the upstream. */
  | 'drop'
  /** Believed from a trusted peer only. */
  | 'of-proxies'
  | 'connection' | 'host' | 'content-length' | 'transfer-encoding' | 'te' | 'cookie' | 'referer' | 'via'
  | 'forwarded' | 'x-forwarded-for' | 'x-forwarded-proto' | 'x-forwarded-host' | 'x-forwarded-port'

const KINDS = new Map<string, RequestHeaderKind>([
  ['connection', 'connection'],
  ['host', 'host'],
  ['content-length', 'content-length'],
  ['transfer-encoding', 'transfer-encoding'],
  ['te', 'te'],
  ['cookie', 'cookie'],
  ['referer', 'referer'],
  ['via', 'via'],
  ['keep-alive', 'drop'],
  ['proxy-connection', 'drop'],
  ['proxy-authenticate', 'drop'],
  ['proxy-authorization', 'drop'],
  // Scripts under CGI would take it for the variable HTTP_PROXY.
  ['proxy', 'drop'],
  ['upgrade', 'drop'],
  ['http2-settings', 'drop'],
  ['expect', 'drop'],
  // Trailers of requests are not passed on.
  ['trailer', 'drop'],
  ['x-stream-token', 'drop'],
  ['x-stream-session', 'drop'],
  ['x-stream-device', 'drop'],
  ['x-request-id', 'drop'],
  ['forwarded', 'forwarded'],
  ['x-forwarded-for', 'x-forwarded-for'],
  ['x-forwarded-proto', 'x-forwarded-proto'],
  ['x-forwarded-host', 'x-forwarded-host'],
  ['x-forwarded-port', 'x-forwarded-port'],
  ['x-real-ip', 'of-proxies'],
  // Some frameworks put these in place of the target, which then is not the one that was checked.
  ['x-original-url', 'of-proxies'],
  ['x-original-uri', 'of-proxies'],
  ['x-rewrite-url', 'of-proxies']
])

/** What becomes of the header of this name, given in lower case. */
export function requestHeaderKind (lowerName: string): RequestHeaderKind {
  const kind = KINDS.get(lowerName)
  if (kind !== undefined) return kind
  if (lowerName.startsWith('x-forwarded-')) return 'of-proxies'
  // CGI and its heirs read X_Stream_Session and X-Stream-Session as one variable.
  if (lowerName.includes('_') && requestHeaderKind(lowerName.replaceAll('_', '-')) !== 'end-to-end') return 'drop'
  return 'end-to-end'
}

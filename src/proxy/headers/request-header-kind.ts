/** How a request header is forwarded. */
export type RequestHeaderKind =
  /** Unchanged. */
  | 'end-to-end'
  /** Not at all: hop-by-hop, set by the gate, or a way to deceive the upstream. */
  | 'drop'
  /** From a trusted peer only. */
  | 'trusted-only'
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
  // CGI scripts would receive it as the variable HTTP_PROXY.
  ['proxy', 'drop'],
  ['upgrade', 'drop'],
  ['http2-settings', 'drop'],
  ['expect', 'drop'],
  // Trailers of requests are not forwarded.
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
  ['x-real-ip', 'trusted-only'],
  // Some frameworks use these instead of the target, which is then not the one that was checked.
  ['x-original-url', 'trusted-only'],
  ['x-original-uri', 'trusted-only'],
  ['x-rewrite-url', 'trusted-only']
])

/** How the header of this name, in lower case, is forwarded. */
export function requestHeaderKind (lowerName: string): RequestHeaderKind {
  const kind = KINDS.get(lowerName)
  if (kind !== undefined) return kind
  if (lowerName.startsWith('x-forwarded-')) return 'trusted-only'
  // CGI and its successors map X_Stream_Session and X-Stream-Session to the same variable.
  if (lowerName.includes('_') && requestHeaderKind(lowerName.replaceAll('_', '-')) !== 'end-to-end') return 'drop'
  return 'end-to-end'
}

import type { RefusalReason } from '../../domain/refusal.js'
import { HEADER_VALUE_MAX_BYTES } from '../request/read-header.js'
import { ERRORS } from '../response/error-table.js'
import { RELEASE_BODY_MAX_BYTES } from './release-endpoint.js'
import { DEVICE_MAX_BYTES } from './streams-endpoint.js'

/** The HTTP interface of a gate, as a page of Markdown. The errors come from their table. */
export function describeApi (): string {
  return `# API

The HTTP interface that clients, upstreams and operators use. The paths \`/streams\` and \`/\` are the defaults and can be
configured.

## Streams

| request | headers | response |
| --- | --- | --- |
| \`GET\` or \`POST /streams\` | \`X-Stream-Session\` | 200 \`{"session","token"}\`: a new stream, or the one this device already has |
| \`GET\` or \`POST /streams\` | \`X-Stream-Session\`, \`X-Stream-Token\` | 200, same body: that stream, renewed |
| \`DELETE /streams\` | \`X-Stream-Session\`, \`X-Stream-Token\` | 204: released; 204 again when repeated |
| \`POST /streams/release\` | | 204: releases the stream of the token in the body; 204 again when repeated |
| \`OPTIONS /streams\` | | 204, with \`Allow\` |

Request headers:

- \`X-Stream-Session\`: the viewer's session, up to ${HEADER_VALUE_MAX_BYTES} visible ASCII characters. Requests with the same session are from
  the same viewer.
- \`X-Stream-Device\`: optional, up to ${DEVICE_MAX_BYTES} visible ASCII characters that the client chooses. Acquiring again on the same
  device returns the stream that the device has, and uses no further slot.
- \`X-Stream-Token\`: the UUID from the response.

Each of them must be sent at most once. An empty header counts as absent.

The query parameter \`transport\` selects how the client is going to send its token. With \`?transport=cookie\` the response
also sets the token as a cookie, and \`DELETE\` deletes the cookie. \`header\`, \`path\` and \`query\` change nothing. A transport
that is not enabled is refused here with code 12, so that the client does not fail later, at its first segment.

\`/streams/release\` is for pages that are closing, because \`navigator.sendBeacon\` cannot send headers. Its body is the token
as text, \`{"token":"…"}\` or \`token=…\`, of any content type and at most ${RELEASE_BODY_MAX_BYTES} bytes. The request needs no session:
whoever has the token can release the stream.

The body of a 200 has exactly the members \`session\` and \`token\`. The rest is in response headers:

| header | value |
| --- | --- |
| \`X-Stream-Expires-In\` | seconds until the stream expires |
| \`X-Stream-Renew-In\` | seconds until the client should renew when it plays nothing; with jitter, so it differs each time |
| \`X-Stream-Limit\` | streams that the viewer may have at once |
| \`X-Stream-Active\` | streams that the viewer has now, including this one |

## Token transports

\`X-Stream-Token\` always works. \`--token-transport\` enables further transports:

| transport | example | |
| --- | --- | --- |
| \`path\` | \`/~TOKEN/live/main.m3u8\` | works in every player, because relative URLs inherit it; URLs that start with \`/\` or a host do not |
| \`query\` | \`/live/main.m3u8?stream_token=TOKEN\` | the gate adds the token to the URLs of the same host in HLS and DASH manifests |
| \`cookie\` | \`Cookie: stream_token=TOKEN\` | for \`GET\` and \`HEAD\`, and for WebSockets from pages of the gate's own host; all tabs of a browser share it |

The gate removes the token from the request before it forwards it, also from \`Referer\`. The response to a URL with a token has
\`Referrer-Policy: no-referrer\`. A request may send the same token in several transports; two different tokens are refused
with code 12.

The gate forwards what players report about their playback by CMCD (the header \`CMCD-Session\` or the query parameter \`CMCD\`),
and logs and counts its \`sid\` and \`cid\` with the stream. They do not affect any decision.

## CORS

For the origins of \`--cors-origin\` the gate handles CORS. It responds to preflights itself, for every path and without a
token, and adds CORS headers to every response, including refusals. They replace the \`Access-Control-*\` headers of the
upstream, except that headers which the upstream exposes stay exposed. Without \`--cors-origin\` the upstream handles CORS, and
a preflight needs a token.

## Everything else

\`GET /\` responds 200 without checking any other system: the process is alive. Every other request is for video: any method, with
ranges, conditional requests, bodies, or an upgrade to a WebSocket. It reaches the upstream only with the token of a live
stream, or on a public path. A request with a token renews its stream. A long response or a WebSocket renews it as long as
its client takes or sends bytes, and is aborted when the stream ends.

The gate forwards the target and the headers byte for byte, except:

- \`X-Stream-Session\` is the viewer of the stream. A value that the client sent is removed, and so are the token and the
  device.
- \`X-Forwarded-For\`, \`-Proto\`, \`-Host\` and \`-Port\` describe the client. Values that the client sent are kept only when it is a
  trusted proxy.
- \`X-Request-Id\` identifies the request, and \`Via\` the gate. Hop-by-hop headers are removed.

## Errors

\`${example('token-unknown')}\`, with the code also in \`X-Stream-Error\`. Codes are stable; messages are
for humans and may change. Every response of the gate itself has \`Cache-Control: no-store\`, every 401 has
\`WWW-Authenticate\`, and every 429 and 503 has \`Retry-After\` in seconds. Code 7 is reserved.

| code | status | meaning | what a client should do |
| --- | --- | --- | --- |
${rows().join('\n')}

\`REFUSAL_STATUS\` changes the status of codes 3 to 6 to 403 for requests for video, because some players retry a 401 forever.

## Admin listener

On its own port (\`--admin-port\`), by default on the loopback interface only. The public port serves none of it.

| request | response |
| --- | --- |
| \`GET /metrics\` | [metrics](METRICS.md), as Prometheus text or OpenMetrics |
| \`GET /livez\` | 200 while the process runs |
| \`GET /readyz\` | 200 \`{"ready","parts"}\` when the gate can take traffic; 503 while it starts or drains, or when the store has been unavailable for longer than streams can continue |
| \`GET /streams\` with \`X-Stream-Session\` | \`{"session","streams":[{"id","expiresIn"}]}\`: the viewer's live streams; the ids are those of the log |
| \`DELETE /streams\` with \`X-Stream-Session\` | \`{"session","stopped":2}\`: stops all of them and aborts their responses and WebSockets, on every gate |
| \`DELETE /streams/ID\` with \`X-Stream-Session\` | the same for one stream |

The admin API has no authentication of its own: whoever reaches this listener is the operator. For ten minutes, every gate that
received the announcement of a stopped stream refuses its token with code 6.
`
}

function example (reason: RefusalReason): string {
  const { code, message } = ERRORS[reason]
  return JSON.stringify({ errors: [{ code, message }] })
}

function rows (): string[] {
  return Object.values(ERRORS)
    .sort((a, b) => a.code - b.code)
    .map(({ code, status, when, action }) => `| ${code} | ${status} | ${when} | ${action} |`)
}

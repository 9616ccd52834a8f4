import type { RefusalReason } from '../../domain/refusal.js'
import { HEADER_VALUE_MAX_BYTES } from '../request/read-header.js'
import { REFUSAL_MEANINGS } from '../response/refusal-meanings.js'
import { ANSWERS } from '../response/respond.js'
import { RELEASE_BODY_MAX_BYTES } from './release-endpoint.js'
import { DEVICE_MAX_BYTES } from './streams-endpoint.js'

/** What clients, upstreams and operators see over HTTP, as a page of Markdown; errors are made of their table. */
export function describeApi (): string {
  return `# API

What clients and upstreams see. Paths are configurable; \`/streams\` and \`/\` are the defaults.

## Streams

| request | fields | answer |
| --- | --- | --- |
| \`GET\` or \`POST /streams\` | \`X-Stream-Session\` | 200 \`{"session","token"}\`: a new stream, or the same device's own |
| \`GET\` or \`POST /streams\` | \`X-Stream-Session\`, \`X-Stream-Token\` | 200, the same body: that stream renewed |
| \`DELETE /streams\` | \`X-Stream-Session\`, \`X-Stream-Token\` | 204: released; the same again when it was already |
| \`POST /streams/release\` | | 204: the stream of the token in the body is released, whoever sends it; the same again |
| \`OPTIONS /streams\` | | 204, with \`Allow\` |

- \`X-Stream-Session\`: whose stream it is, up to ${HEADER_VALUE_MAX_BYTES} visible ASCII characters. Who presents the same value is the same
  viewer.
- \`X-Stream-Device\`: optional, up to ${DEVICE_MAX_BYTES} characters chosen by the client. Acquiring again on the same device hands out
  the stream it has, instead of another one.
- \`X-Stream-Token\`: the UUID that was handed out.

- \`?transport=cookie\` has the token set as a cookie beside the answer, and taken away by \`DELETE\`. \`path\`, \`query\` and
  \`header\` change nothing; one that the gate does not take is refused here, rather than at the first segment.

\`/streams/release\` is for pages that are being closed, whose \`navigator.sendBeacon\` sends no fields: its body, at most
${RELEASE_BODY_MAX_BYTES} bytes of any type, is the token, \`{"token":"…"}\` or \`token=…\`. The token alone is proof.

Each field may be given once; an empty one counts as none. The body of a 200 is these two fields; the rest is in
header fields:

| field | |
| --- | --- |
| \`X-Stream-Expires-In\` | seconds the stream lives from now on |
| \`X-Stream-Renew-In\` | seconds after which to call again if nothing is played; another number each time |
| \`X-Stream-Limit\` | streams the viewer may have at once |
| \`X-Stream-Active\` | streams the viewer has, this one included |

## How a request carries its token

\`X-Stream-Token\` is always understood. What else is, \`--token-transport\` says:

| transport | looks like | |
| --- | --- | --- |
| \`path\` | \`/~TOKEN/live/main.m3u8\` | relative URLs inherit it, so that every player can use it; those that begin with \`/\` or a host do not |
| \`query\` | \`/live/main.m3u8?stream_token=TOKEN\` | the gate adds it to what HLS and DASH manifests name on the same host |
| \`cookie\` | \`Cookie: stream_token=TOKEN\` | for \`GET\` and \`HEAD\`, and for WebSockets of pages on the gate's own host; one for all tabs of a browser |

The upstream sees none of them, in \`Referer\` neither, and a response to a URL with a token says
\`Referrer-Policy: no-referrer\`. A request may carry its token in several ways when it is the same one; two that differ are
refused with code 12.

What a player says of its playback by CMCD (\`CMCD-Session\`, or the parameter \`CMCD\`) passes, and its \`sid\` and \`cid\` are
logged and counted with the stream. Nothing is decided by them.

## Pages of other origins

For origins that \`--cors-origin\` names, the gate speaks CORS: it answers preflights itself, for every path and without a
token, and says on every answer, its refusals included, who may read it. The upstream's own \`Access-Control-*\` are
replaced, but what it exposes stays exposed. Without the option CORS is the upstream's, and a preflight needs a token.

## Everything else

\`GET /\` answers 200 without asking anybody: the process is alive. Every other request is for video: any method, with
ranges, conditions, bodies, or an upgrade to a WebSocket. It reaches the upstream with the token of a live stream,
or on a path that is configured as public. With a token it renews that stream, and a response or
WebSocket that lasts renews it as long as its client takes bytes; it is cut when the stream ends.

The upstream gets the target and the fields byte for byte, but for these:

- \`X-Stream-Session\` is the viewer, in the gate's own word; what a client sent under that name is dropped. The token
  and the device stay with the gate.
- \`X-Forwarded-For\`, \`-Proto\`, \`-Host\` and \`-Port\` tell of the client. What a client says in them is believed only
  from proxies that are configured as trusted.
- \`X-Request-Id\` names the request, \`Via\` the gate. Hop-by-hop fields end here.

## Errors

\`${example('token-unknown')}\`, with the code repeated in \`X-Stream-Error\`. Codes are stable for
ever; messages are for people. Every answer of the gate's own is \`Cache-Control: no-store\`, a 401 carries
\`WWW-Authenticate\`, and 429 and 503 carry \`Retry-After\` in seconds. Code 7 is reserved.

| code | status | when | what a client should do |
| --- | --- | --- | --- |
${rows().join('\n')}

Codes 3 to 6 on requests for video can be 403 instead (\`REFUSAL_STATUS\`): some players repeat a 401 for ever.

## The admin listener

On a port of its own (\`--admin-port\`), on the loopback unless told otherwise. Nothing of it is served on the public port.

| request | answer |
| --- | --- |
| \`GET /metrics\` | [metrics](METRICS.md), as Prometheus text or OpenMetrics |
| \`GET /livez\` | 200 while the process runs |
| \`GET /readyz\` | 200 \`{"ready","parts"}\` while traffic is welcome, 503 while starting, draining, or without the store for longer than streams can play on |
| \`GET /streams\` with \`X-Stream-Session\` | \`{"session","streams":[{"id","expiresIn"}]}\`: the viewer's living streams; ids are those of the log |
| \`DELETE /streams\` with \`X-Stream-Session\` | \`{"session","stopped":2}\`: all of them are ended, and what runs on them is cut, on every gate |
| \`DELETE /streams/ID\` with \`X-Stream-Session\` | the same for one |

Whoever reaches this listener is the operator. Who comes back with the token of a stopped stream is told code 6 for ten
minutes, by every gate that heard of it.
`
}

function example (reason: RefusalReason): string {
  const { code, message } = ANSWERS[reason]
  return JSON.stringify({ errors: [{ code, message }] })
}

function rows (): string[] {
  return (Object.keys(ANSWERS) as RefusalReason[])
    .map(reason => ({ ...ANSWERS[reason], meaning: REFUSAL_MEANINGS[reason] }))
    .sort((a, b) => a.code - b.code)
    .map(({ code, status, meaning: [when, then] }) => `| ${code} | ${status} | ${when} | ${then} |`)
}
